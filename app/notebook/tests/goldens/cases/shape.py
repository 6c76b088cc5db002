# Shapes: views, joining, cutting, padding, turning, triangles and diagonals.
import torch.nn.functional as F

lies = [real(4, 6), real(4, 6, lie="transposed"), real(4, 6, lie="strided"), real(4, 6, lie="expanded")]
for name, f in {
    "reshape": lambda x: torch.reshape(x, (3, -1)) ** 2,
    "view_as": lambda x: x.contiguous().view_as(torch.zeros(8, 3)) ** 2,
    "flatten": lambda x: torch.flatten(x.unsqueeze(0), start_dim=1),
    "unflatten": lambda x: torch.unflatten(x, 1, (2, -1)) ** 2,
    "squeeze": lambda x: x[None, :, None].squeeze() ** 2,
    "squeeze dims": lambda x: x[None, :, None].squeeze((0, 1)) ** 2,
    "squeeze one": lambda x: torch.squeeze(x[None, :, None], dim=-2) ** 2,
    "unsqueeze": lambda x: torch.unsqueeze(x, dim=-2) ** 2,
    "permute": lambda x: torch.permute(x.unsqueeze(0), (2, 0, 1)) ** 2,
    "movedim": lambda x: x[None, :, None].movedim(1, -1) ** 2,
    "moveaxis": lambda x: torch.moveaxis(x[None], (0, 2), (2, 0)) ** 2,
    "swapaxes": lambda x: torch.swapaxes(x, 0, 1) ** 2,
    "transpose": lambda x: x.transpose(dim0=-1, dim1=0) ** 2,
    "T": lambda x: x.T * x.mT * x.H,
    "expand": lambda x: x[:, None].expand(-1, 3, -1) ** 2,
    "expand_as": lambda x: x[:1].expand_as(x) ** 2,
    "broadcast_to": lambda x: torch.broadcast_to(x, (2, 4, 6)) ** 2,
    "narrow": lambda x: torch.narrow(x, 1, 2, 3) ** 2,
    "narrow negative": lambda x: x.narrow(1, -2, 2) ** 2,
    "select": lambda x: torch.select(x, 0, 2) ** 2,
    "unbind": lambda x: [y * i for i, y in enumerate(torch.unbind(x, dim=1))],
    "split": lambda x: [y**2 for y in torch.split(x, 4, dim=1)],
    "split sizes": lambda x: [y**2 for y in x.split([1, 0, 5], 1)],
    "chunk": lambda x: [y**2 for y in torch.chunk(x, 4, 1)],
    "tensor_split": lambda x: [y**2 for y in torch.tensor_split(x, 4, dim=-1)],
    "tensor_split at": lambda x: [y**2 for y in x.tensor_split((1, 3), dim=1)],
    "tensor_split crossed": lambda x: x.tensor_split((3, 1, 9)),
    "hsplit": lambda x: torch.hsplit(x, 3),
    "vsplit": lambda x: torch.vsplit(x, [1, 2]),
    "flip": lambda x: torch.flip(x, (0, -1)) ** 2,
    "flip method": lambda x: x.flip(1) ** 2,
    "fliplr": lambda x: torch.fliplr(x) ** 2,
    "flipud": lambda x: torch.flipud(x) ** 2,
    "roll": lambda x: torch.roll(x, (1, -2), (0, 1)) ** 2,
    "roll flat": lambda x: torch.roll(x, 5) ** 2,
    "roll far": lambda x: x.roll(-13, 1) ** 2,
    "rot90": lambda x: torch.rot90(x) ** 2,
    "rot90 twice": lambda x: torch.rot90(x, 2, (0, 1)) ** 2,
    "rot90 back": lambda x: x.rot90(-1, [0, 1]) ** 2,
    "repeat": lambda x: x.repeat(2, 1, 2) ** 2,
    "tile": lambda x: torch.tile(x, (2,)) ** 2,
    "repeat_interleave": lambda x: torch.repeat_interleave(x, 2, dim=1) ** 2,
    "repeat_interleave flat": lambda x: x.repeat_interleave(2) ** 2,
    "repeat_interleave each": lambda x: x.repeat_interleave(torch.tensor([2, 0, 1, 1]), dim=0) ** 2,
    "tril": lambda x: torch.tril(x) ** 2,
    "tril -1": lambda x: x.tril(-1) ** 2,
    "triu": lambda x: torch.triu(x, diagonal=1) ** 2,
    "triu -2": lambda x: x.triu(-2) ** 2,
    "diagonal": lambda x: torch.diagonal(x, 1) ** 2,
    "diagonal dims": lambda x: x.diagonal(offset=-1, dim1=1, dim2=0) ** 2,
    "diag": lambda x: torch.diag(x) ** 2,
    "diag_embed": lambda x: torch.diag_embed(x[:2, :3], offset=1, dim1=0, dim2=2) ** 2,
    "diag of vector": lambda x: torch.diag(x[0], -1) ** 2,
    "diagflat": lambda x: torch.diagflat(x[:2, :2]) ** 2,
    "trace": lambda x: torch.trace(x) ** 2,
    "unfold": lambda x: x.unfold(1, 3, 2) ** 2,
    "unfold overlapping": lambda x: x.unfold(0, 2, 1).unfold(1, 3, 1) ** 2,
    "cat": lambda x: torch.cat((x, x**2, x[:, :2]), -1),
    "stack": lambda x: torch.stack([x, x * 2], dim=-1) ** 2,
    "hstack": lambda x: torch.hstack((x, x**2)),
    "vstack": lambda x: torch.vstack((x[0], x**2)),
    "dstack": lambda x: torch.dstack((x, x**2)),
    "column_stack": lambda x: torch.column_stack((x[:, 0], x**2)),
    "pad": lambda x: F.pad(x, (1, 2)) ** 2,
    "pad value": lambda x: F.pad(x, (1, 0, 2, 1), value=3.5) ** 2,
    "pad cropped": lambda x: F.pad(x, (-1, 2, 1, -2), "constant", -1.0) ** 2,
    "pad reflect": lambda x: F.pad(x, (3, 5), mode="reflect") ** 2,
    "pad reflect 2d": lambda x: F.pad(x[None], (2, 1, 3, 0), mode="reflect") ** 2,
    "pad replicate": lambda x: F.pad(x, (7, 1), mode="replicate") ** 2,
    "pad circular": lambda x: F.pad(x[None, None], (2, 6, 0, 4), mode="circular") ** 2,
    "meshgrid": lambda x: [y * i for i, y in enumerate(torch.meshgrid(x[0, :3], x[1, :2], indexing="ij"))],
    "meshgrid xy": lambda x: torch.meshgrid(x[0, :3], x[1, :2], x[2, :2], indexing="xy"),
    "cartesian_prod": lambda x: torch.cartesian_prod(x[0, :2], x[1, :3]) ** 2,
    "combinations": lambda x: torch.combinations(x[0]) ** 2,
    "combinations again": lambda x: torch.combinations(x[0, :3], r=3, with_replacement=True) ** 2,
    "broadcast_tensors": lambda x: [y**2 for y in torch.broadcast_tensors(x[:1], x[:, :1])],
    "block_diag": lambda x: torch.block_diag(x[:2, :2], x[0, :3]) ** 2,
    "atleast": lambda x: (torch.atleast_1d(x), torch.atleast_2d(x[0]), torch.atleast_3d(x)),
    "contiguous": lambda x: x.t().contiguous() ** 2,
    "clone": lambda x: x.clone() ** 2,
}.items():
    for given in lies[: 1 + (name not in ("meshgrid xy", "combinations again", "atleast"))] + lies[2:][: name in ("reshape", "flip", "unfold", "pad", "cat")]:
        case(name, f, given, second=True)

case("as_strided", lambda x: torch.as_strided(x * 1, (2, 3), (1, 2), 1) ** 2, real(3, 4))
case("tril batch", lambda x: x.tril(1), real(2, 3, 3))
case("tril integers", lambda x: torch.tril(x), whole(3, 3))
case("triu bool", lambda x: torch.triu(x, 1), truth(3, 3))
case("tril_", lambda x: (x * 1).tril_(-1), real(3, 3))
case("flip nothing", lambda x: (x.flip(0), torch.flip(x, ())), real(0, 3))
case("flip 0-d", lambda x: x.flip(0), real())
case("flip integers", lambda x: x.flip(0), whole(5))
case("roll bool", lambda x: x.roll(1), truth(5))
case("roll empty", lambda x: x.roll(1, 0), real(0))
case("repeat 0", lambda x: (x.repeat(0, 2), x.repeat(2, 0)), real(2, 3))
case("repeat 0-d", lambda x: x.repeat(3), real())
case("repeat_interleave alone", lambda x: torch.repeat_interleave(x), whole(4, high=4))
case("cat promotes", lambda x, y: torch.cat((x, y)), whole(2), real(2))
case("cat with empty", lambda x: torch.cat((torch.tensor([]), x, torch.zeros(0)), 1), real(2, 3))
case("cat empties", lambda x: torch.cat((x, x), 1), real(2, 0))
case("cat bools", lambda x: torch.cat((x, x)), truth(3))
case("concat", lambda x: torch.concat((x, x), dim=0), real(2))
case("stack 0-d", lambda x: torch.stack((x, x * 2)), real())
case("hstack vectors", lambda x: torch.hstack((x, x)), real(3))
case("split empty", lambda x: torch.split(x, 2), real(0))
case("chunk uneven", lambda x: x.chunk(4), real(6))
case("chunk few", lambda x: x.chunk(5), real(2))
case("unbind empty", lambda x: len(x.unbind()), real(0, 2))
case("diagonal beyond", lambda x: x.diagonal(9), real(3, 4))
case("diag empty", lambda x: torch.diag(x), real(0))
case("pad integers", lambda x: F.pad(x, (1, 1), value=7), whole(3))
case("pad empty", lambda x: F.pad(x, (1, 1)), real(0))
case("pad bool", lambda x: F.pad(x, (1, 0), value=True), truth(3))
case("unfold whole", lambda x: x.unfold(0, 4, 1), real(4))
case("squeeze keeps", lambda x: (x.squeeze(1), x.squeeze(0).shape == (3, 1) or list(x.squeeze(0).shape)), real(1, 3, 1))
case("flatten 0-d", lambda x: (x.flatten(), x.reshape(-1), x.ravel()), real())
case("flatten dims", lambda x: (x.flatten(1, 2), x.flatten(0, -2)), real(2, 3, 2, 2))
case("unflatten front", lambda x: x.unflatten(0, (2, 3)), real(6, 2))
case("broadcast_shapes", lambda: list(torch.broadcast_shapes((2, 1), (3,), (1, 1, 1))))
case("strides", lambda x: (list(x.stride()), x.stride(0), x.T.stride(-1), x.T.is_contiguous(), x[1:].storage_offset()), real(2, 3))
case("view changes base", lambda x: (lambda y: (y.view(-1)[2:4].fill_(9), y.diagonal().mul_(2), y.unfold(0, 2, 1)[0].neg_(), y))(x * 1)[3], real(3, 3))
case("one_hot", lambda i: F.one_hot(i), whole(4))
case("one_hot classes", lambda i: F.one_hot(i, num_classes=7), whole(2, 3))
case("one_hot empty", lambda i: F.one_hot(i, 3), whole(0))

for name, f in {
    "reshape": lambda x: x.reshape(5, 5),
    "reshape twice -1": lambda x: x.reshape(-1, -1),
    "view": lambda x: x.t().view(-1),
    "permute": lambda x: x.permute(0, 0),
    "permute short": lambda x: x.permute(0),
    "transpose": lambda x: x.transpose(0, 2),
    "squeeze": lambda x: x.squeeze(3),
    "unsqueeze": lambda x: x.unsqueeze(4),
    "expand": lambda x: x.expand(5, 6),
    "expand short": lambda x: x.expand(6),
    "broadcast_to": lambda x: torch.broadcast_to(x, (4, 5)),
    "movedim": lambda x: x.movedim((0, 1), (0,)),
    "movedim twice": lambda x: x.movedim((0, 0), (0, 1)),
    "narrow": lambda x: x.narrow(0, 2, 5),
    "narrow start": lambda x: x.narrow(0, 9, 0),
    "narrow negative": lambda x: x.narrow(0, 0, -1),
    "select": lambda x: x.select(0, 4),
    "split": lambda x: x.split(-1),
    "split sizes": lambda x: x.split([1, 2]),
    "chunk": lambda x: x.chunk(0),
    "tensor_split": lambda x: x.tensor_split(0),
    "hsplit": lambda x: x.hsplit(4),
    "unflatten": lambda x: x.unflatten(1, (4, 2)),
    "flip": lambda x: x.flip(0, 0),
    "flip dim": lambda x: x.flip(2),
    "fliplr": lambda x: x[0].fliplr(),
    "roll": lambda x: x.roll((1, 2), 0),
    "rot90": lambda x: x.rot90(1, (0, 0)),
    "repeat": lambda x: x.repeat(2),
    "repeat negative": lambda x: x.repeat(-1, 2),
    "repeat_interleave": lambda x: x.repeat_interleave(torch.tensor([1, 2]), 0),
    "tril": lambda x: x[0].tril(),
    "diag": lambda x: x[None].diag(),
    "diagonal": lambda x: x.diagonal(0, 1, 1),
    "trace": lambda x: x[0].trace(),
    "unfold": lambda x: x.unfold(0, 5, 1),
    "unfold step": lambda x: x.unfold(0, 2, 0),
    "cat": lambda x: torch.cat((x, x[:, :2])),
    "cat nothing": lambda x: torch.cat(()),
    "cat 0-d": lambda x: torch.cat((x.sum(), x.sum())),
    "cat rank": lambda x: torch.cat((x, x[0])),
    "cat number": lambda x: torch.cat((x, 1)),
    "stack": lambda x: torch.stack((x, x[:2])),
    "stack nothing": lambda x: torch.stack([]),
    "pad odd": lambda x: F.pad(x, (1, 2, 3)),
    "pad long": lambda x: F.pad(x, (1,) * 6),
    "pad negative": lambda x: F.pad(x, (-4, -3)),
    "pad reflect": lambda x: F.pad(x, (6, 0), mode="reflect"),
    "pad circular": lambda x: F.pad(x, (7, 0), mode="circular"),
    "pad rank": lambda x: F.pad(x, (1, 1, 1, 1), mode="reflect"),
    "pad mode": lambda x: F.pad(x, (1, 1), mode="mirror"),
    "meshgrid": lambda x: torch.meshgrid(x, x[0], indexing="ij"),
    "meshgrid indexing": lambda x: torch.meshgrid(x[0], indexing="ji"),
    "cartesian_prod": lambda x: torch.cartesian_prod(x, x),
    "combinations": lambda x: torch.combinations(x),
    "one_hot float": lambda x: F.one_hot(x),
    "one_hot small": lambda x: F.one_hot(torch.tensor([3]), 2),
    "one_hot negative": lambda x: F.one_hot(torch.tensor([-1])),
    "one_hot nothing": lambda x: F.one_hot(torch.tensor([], dtype=torch.int64)),
    "mT": lambda x: x[0].mT,
    "H": lambda x: x[None].H,
    "as_strided": lambda x: torch.as_strided(x, (5, 6), (6, 1)),
}.items():
    case("wrong " + name, f, real(4, 6))
