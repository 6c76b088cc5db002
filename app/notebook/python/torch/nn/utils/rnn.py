"""Sequences of different lengths in one tensor."""
import _torch
from torch.missing import explain


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    """Stacks sequences (L, ...) to (longest, N, ...), or (N, longest, ...) with `batch_first`, filled up with a value."""
    if isinstance(sequences, _torch.Tensor):
        sequences = sequences.unbind(0)
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"padding_side should be one of 'left' or 'right', got {padding_side}")
    sequences = list(sequences)
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    longest = max(sequence.size(0) for sequence in sequences)
    rows = []
    for sequence in sequences:
        missing = longest - sequence.size(0)
        if missing:
            size = (missing, *sequence.shape[1:])
            filling = _torch.full(size, padding_value, device=sequence.device, dtype=sequence.dtype)
            sequence = _torch.cat([filling, sequence] if padding_side == "left" else [sequence, filling])
        rows.append(sequence)
    return _torch.stack(rows, 0 if batch_first else 1)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    """The sequences that `pad_sequence` stacked, each of its length."""
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [row[: int(length)] for row, length in zip(rows, lengths)]


def __getattr__(name):
    raise AttributeError(explain("torch.nn.utils.rnn", name), name=name)
