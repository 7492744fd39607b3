"""Cycles a second of processor time of PettingZoo's pursuit by random actions, as JSON: all agents in turn, and in parallel."""

import json
import random
import time

import pettingzoo
try:
    from pettingzoo.sisl import pursuit_v5 as pursuit
except ImportError:
    from pettingzoo.sisl import pursuit_v4 as pursuit

SECONDS = 2.0


def in_turn():
    env = pursuit.env()
    env.reset(seed=1)
    agents = len(env.possible_agents)
    draw = random.Random(1).randrange
    turns = 0
    began = time.process_time()
    while time.process_time() - began < SECONDS:
        for _ in env.agent_iter(agents * 20):
            _, _, terminated, truncated, _ = env.last()
            env.step(None if terminated or truncated else draw(5))
            turns += 1
        if not env.agents:
            env.reset(seed=1)
    return turns / agents / (time.process_time() - began)


def parallel():
    env = pursuit.parallel_env()
    env.reset(seed=1)
    draw = random.Random(1).randrange
    cycles = 0
    began = time.process_time()
    while time.process_time() - began < SECONDS:
        for _ in range(20):
            if not env.agents:
                env.reset(seed=1)
            env.step({agent: draw(5) for agent in env.agents})
            cycles += 1
    return cycles / (time.process_time() - began)


print(json.dumps({"version": pettingzoo.__version__, "aec": in_turn(), "parallel": parallel()}))
