"""Steps a second of processor time of Gymnasium's Blackjack by random actions, resets included, as JSON."""

import json
import random
import time

import gymnasium

SECONDS = 2.0

env = gymnasium.make("Blackjack-v1")
env.reset(seed=1)
draw = random.Random(1).randrange
steps = 0
began = time.process_time()
while time.process_time() - began < SECONDS:
    for _ in range(500):
        _, _, terminated, truncated, _ = env.step(draw(2))
        steps += 1
        if terminated or truncated:
            env.reset()
print(json.dumps({"version": gymnasium.__version__, "steps": steps / (time.process_time() - began)}))
