"""Knowledge distillation: a small model learns from a large one's probabilities (Hinton, Vinyals and Dean, 2015).

PyTorch has no such function; it is here because every lesson on the subject writes it anew."""
import _torch
from torch.nn import functional as F


def distillation_loss(student_logits, teacher_logits, target=None, temperature=2.0, alpha=0.5):
    """alpha T^2 KL(teacher_T || student_T) + (1 - alpha) cross_entropy(student, target), mean over rows.

    `*_T` are softmax(logits / T): a higher temperature shows more of what the teacher thinks of the wrong classes. T^2
    keeps the size of the gradients. Scores have shape [N, C], `target` class numbers [N]; without it only the first
    part counts. No gradient reaches the teacher."""
    if tuple(student_logits.shape) != tuple(teacher_logits.shape):
        raise ValueError(
            f"distillation_loss: the student's scores have shape {list(student_logits.shape)} and the teacher's "
            f"{list(teacher_logits.shape)}; both must score the same classes"
        )
    if temperature <= 0:
        raise ValueError(f"distillation_loss: temperature must be positive, not {temperature}")
    log_student = (student_logits / temperature).log_softmax(-1)
    log_teacher = (teacher_logits.detach() / temperature).log_softmax(-1)
    divergence = (_torch.exp(log_teacher) * (log_teacher - log_student)).sum(-1).mean() * temperature**2
    if target is None:
        return divergence
    return alpha * divergence + (1 - alpha) * F.cross_entropy(student_logits, target)
