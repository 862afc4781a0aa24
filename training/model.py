"""The multi-task model in torch: one encoder, one head a task. Only what `export` writes is shipped."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertModel

from training.labels import IGNORE, Labelled, Pair

ROLE_WIDTH = 48
LINK_WIDTH = 64
DISTANCES = 17  # buckets of the signed distance in words between trigger and word


# Heads that are read at every word average their loss over many words that are nothing; heads that are read at triggers
# alone do not. Without these weights, type came last: 0.67 of the right triggers had the right type.
HEAD_WEIGHTS = {"trigger": 5.0, "mention": 4.0, "mode": 0.5, "commitment": 0.5, "stance": 0.5, "quantity": 0.5}


def _type_loss(logits: Tensor, gold: Tensor) -> Tensor:
    """How well the types are told apart at the words that are triggers."""
    triggers = (gold > 0) & (gold < logits.shape[1] - 1)
    return F.cross_entropy(logits[triggers, 1:-1], gold[triggers] - 1) if triggers.any() else torch.zeros(())


def distance_bucket(distance: Tensor) -> Tensor:
    """Return 0..16 for signed word distances: exact up to 3, then by doubling, capped at 64."""
    size = distance.abs()
    bucket = torch.where(size < 4, size, 4 + torch.log2(size.clamp(min=4).float() / 4).floor().long().clamp(max=4))
    return torch.where(distance < 0, 8 - bucket, 8 + bucket)


class PairScores(nn.Module):
    """Bilinear scores of (trigger, word) for each role, with a bias by distance."""

    def __init__(self, roles: int, hidden: int = 384) -> None:
        super().__init__()
        self.roles = roles
        self.query = nn.Linear(hidden, roles * ROLE_WIDTH)
        self.key = nn.Linear(hidden, roles * ROLE_WIDTH)
        self.distance = nn.Parameter(torch.zeros(DISTANCES, roles))
        self.bias = nn.Parameter(torch.full((roles,), -3.0))

    def forward(self, words: Tensor, triggers: Tensor) -> Tensor:
        """`words` [W, 384] and trigger word indexes [n] -> logits [n, W, roles]."""
        query = self.query(words[triggers]).view(len(triggers), self.roles, ROLE_WIDTH)
        key = self.key(words).view(len(words), self.roles, ROLE_WIDTH)
        scores = torch.einsum("nrd,wrd->nwr", query, key) / ROLE_WIDTH**0.5
        apart = torch.arange(len(words))[None, :] - triggers[:, None]
        return scores + self.distance[distance_bucket(apart)] + self.bias


class Model(nn.Module):
    """Encoder and heads. `tags` has one linear head a task, shipped ones and auxiliary ones alike."""

    def __init__(
        self, backbone: Path, tags: dict[str, int], *, roles: dict[str, int], contexts: int, types: int
    ) -> None:
        super().__init__()
        # Dropout inside the encoder was tried: after three epochs of pairs 0.660 right on dev, 0.670 without.
        self.encoder = BertModel.from_pretrained(
            backbone,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            add_pooling_layer=False,
            attn_implementation="eager",  # on a CPU, torch's fused attention takes half of the step backwards
        )
        # Word vectors stay as they came: 12 of 22 M parameters, a third of a step's time on a CPU, and news words that
        # the corpora lack keep their place beside those that they have.
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        self.dropout = nn.Dropout(0.15)
        self.tags = nn.ModuleDict({head: nn.Linear(384, size) for head, size in tags.items()})
        self.roles = nn.ModuleDict({name: PairScores(size) for name, size in roles.items()})
        self.link_query = nn.Linear(384, LINK_WIDTH)
        self.link_key = nn.Linear(384, LINK_WIDTH)
        self.link_none = nn.Linear(384, 1)
        self.contexts = nn.Linear(384, contexts)
        self.pair = nn.Sequential(
            nn.Linear(3 * 384, 384), nn.GELU(approximate="tanh"), nn.Dropout(0.15), nn.Linear(384, types)
        )

    def encode(self, sequences: Sequence[Sequence[int]]) -> Tensor:
        """Hidden values [sequences, length, 384] of wordpiece ids, padded to a multiple of 16."""
        longest = -(-max(map(len, sequences)) // 16) * 16
        ids = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids in sequences])
        mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids in sequences])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(ids, attention_mask=mask).last_hidden_state
        return self.dropout(hidden.float())

    def loss(self, batch: Sequence[Labelled], *, roles: str, weights: dict[str, Tensor]) -> Tensor:
        """The summed losses of a batch of labelled windows."""
        hidden = self.encode([labelled.window.ids for labelled in batch])
        rows = [hidden[i, list(labelled.window.first)] for i, labelled in enumerate(batch)]
        total = torch.zeros(())
        words = torch.cat(rows)
        for head in sorted({head for labelled in batch for head in labelled.tags}):
            gold = torch.cat([torch.from_numpy(labelled.labels(head)) for labelled in batch])
            if (gold != IGNORE).any():
                logits = self.tags[head](words)
                loss = F.cross_entropy(logits, gold, ignore_index=IGNORE, weight=weights.get(head))
                total = total + HEAD_WEIGHTS.get(head, 1.0) * loss
                if head == "trigger":
                    total = total + _type_loss(logits, gold)
        total = total + self._role_loss(batch, rows, roles) + 0.5 * self._link_loss(batch, rows)
        if batch[0].contexts is not None:
            gold = torch.stack([torch.from_numpy(labelled.contexts) for labelled in batch])
            total = total + 2 * F.binary_cross_entropy_with_logits(self.contexts(hidden[:, 0]), gold)
        return total

    def _role_loss(self, batch: Sequence[Labelled], rows: Sequence[Tensor], roles: str) -> Tensor:
        losses = []
        for labelled, words in zip(batch, rows, strict=True):
            if not labelled.triggers:
                continue
            logits = self.roles[roles](words, torch.tensor(labelled.triggers))
            gold = torch.zeros_like(logits)
            for trigger, role, at in labelled.roles:
                gold[trigger, at, role] = 1
            loss = F.binary_cross_entropy_with_logits(logits, gold, pos_weight=torch.tensor(2.0), reduction="none")
            losses.append(loss.sum(dim=(1, 2)))
        return torch.cat(losses).mean() / 12 if losses else torch.zeros(())

    def _link_loss(self, batch: Sequence[Labelled], rows: Sequence[Tensor]) -> Tensor:
        """Softmax over nothing and the allowed mentions; any mention of the right chain is right."""
        losses = []
        for labelled, words in zip(batch, rows, strict=True):
            if not any(labelled.candidates):
                continue
            size = len(labelled.mentions)
            allowed, gold = torch.zeros(size, size + 1), torch.zeros(size, size + 1)
            for (mention, right), others in zip(labelled.links, labelled.candidates, strict=True):
                allowed[mention, [0, *(other + 1 for other in others)]] = float(bool(others))
                gold[mention, [other + 1 for other in right] or [0]] = float(bool(others))
            pooled = self.pool(labelled.mentions, len(words)) @ words
            scores = self.link_query(pooled) @ self.link_key(pooled).T / LINK_WIDTH**0.5
            options = torch.cat([self.link_none(pooled), scores], dim=1)
            active = allowed.any(dim=1)
            every = options.masked_fill(allowed == 0, -1e4)[active].logsumexp(1)
            losses.append(every - options.masked_fill(gold == 0, -1e4)[active].logsumexp(1))
        return torch.cat(losses).mean() if losses else torch.zeros(())

    @staticmethod
    def pool(mentions: Sequence[Sequence[int]], words: int) -> Tensor:
        """A matrix [mentions, words] that averages each mention's words."""
        matrix = torch.zeros(len(mentions), words)
        for row, at in enumerate(mentions):
            matrix[row, list(at)] = 1 / len(at)
        return matrix

    def pair_loss(self, batch: Sequence[Pair], smoothing: float = 0.05) -> Tensor:
        """Cross-entropy of the type between the two marked spans."""
        gold = torch.tensor([pair.type for pair in batch])
        return F.cross_entropy(self.pair_logits(batch), gold, label_smoothing=smoothing)

    def pair_logits(self, batch: Sequence[Pair]) -> Tensor:
        """Logits [pairs, types] of the relation between the marked spans."""
        hidden = self.encode([pair.ids for pair in batch])
        row = torch.arange(len(batch))
        actor = hidden[row, torch.tensor([pair.actor for pair in batch])]
        recipient = hidden[row, torch.tensor([pair.recipient for pair in batch])]
        return self.pair(torch.cat([hidden[:, 0], actor, recipient], dim=1))
