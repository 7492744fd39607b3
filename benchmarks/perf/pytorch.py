"""
Tokens a second of a plain training loop in PyTorch, on one thread: the peer that `distil.ts` measures beside the arena where Python has torch.

The model is the arena's: a Llama-style decoder (RMS normalisation, rotary positions, gated feed-forward layers, the output head tied to the
embedding), a loss on the last token of each text, a clipped gradient and AdamW. The arena leaves out of its last layer what no answer needs; a plain
loop does not. Called with the sizes as JSON: vocabulary, layers, width, heads, hidden, batch, length, steps. Prints the seconds of the processor
that the fastest step takes.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

sizes = json.loads(sys.argv[1])
VOCABULARY, LAYERS, WIDTH, HEADS, HIDDEN = (sizes[name] for name in ("vocabulary", "layers", "width", "heads", "hidden"))
BATCH, LENGTH, STEPS = (sizes[name] for name in ("batch", "length", "steps"))
torch.set_num_threads(1)
torch.manual_seed(1)

HALF = WIDTH // HEADS // 2
ANGLES = torch.arange(LENGTH)[:, None] * 10_000.0 ** (-torch.arange(HALF) / HALF)
COS, SIN = ANGLES.cos(), ANGLES.sin()
LATER = torch.full((LENGTH, LENGTH), -30_000.0).triu(1)


def normalize(x, gain):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * gain


def rotate(x):
    a, b = x[..., :HALF], x[..., HALF:]
    return torch.cat((a * COS - b * SIN, b * COS + a * SIN), -1)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.merge = nn.Linear(WIDTH, WIDTH, bias=False)
        self.expand = nn.Linear(WIDTH, 2 * HIDDEN, bias=False)
        self.contract = nn.Linear(HIDDEN, WIDTH, bias=False)
        self.gains = nn.ParameterList([nn.Parameter(torch.ones(WIDTH)) for _ in range(2)])

    def forward(self, x):
        parts = self.attention(normalize(x, self.gains[0])).view(BATCH, LENGTH, 3, HEADS, 2 * HALF).permute(2, 0, 3, 1, 4)
        q, k, v = rotate(parts[0]), rotate(parts[1]), parts[2]
        share = F.softmax(q @ k.transpose(-1, -2) / (2 * HALF) ** 0.5 + LATER, -1)
        x = x + self.merge((share @ v).transpose(1, 2).reshape(BATCH, LENGTH, WIDTH))
        gates, ups = self.expand(normalize(x, self.gains[1])).chunk(2, -1)
        return x + self.contract(F.silu(gates) * ups)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.gain = nn.Parameter(torch.ones(WIDTH))

    def forward(self, tokens):
        x = self.embedding(tokens)
        for layer in self.layers:
            x = layer(x)
        return normalize(x[:, -1], self.gain) @ self.embedding.weight.T


model = Decoder()
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.01)
tokens = torch.randint(0, VOCABULARY, (BATCH, LENGTH))
targets = torch.randint(0, VOCABULARY, (BATCH,))
best = float("inf")
for _ in range(STEPS):
    began = time.process_time()
    optimiser.zero_grad(set_to_none=True)
    F.cross_entropy(model(tokens), targets).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    best = min(best, time.process_time() - began)
print(json.dumps({"torch": torch.__version__, "parameters": sum(p.numel() for p in model.parameters()), "seconds": best}))
