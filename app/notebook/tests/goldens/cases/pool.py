# Pooling, windows as columns, other sizes.
import torch.nn.functional as F

for k, s, p, d, ceil in [(2, 2, 0, 1, False), (3, 2, 1, 1, False), (3, 1, 1, 1, True), (2, 3, 0, 2, True), (3, 2, 1, 2, True)]:
    options = {"stride": s, "padding": p, "dilation": d, "ceil_mode": ceil}
    case("max_pool2d", lambda x, k=k, o=options: F.max_pool2d(x, k, **o) ** 2, distinct(1, 2, 6, 7), second=True)
    case("max_pool2d", lambda x, k=k, o=options: F.max_pool2d(x, k, **o), distinct(1, 2, 6, 7))
    case("max_pool2d indices", lambda x, k=k, o=options: F.max_pool2d(x, k, return_indices=True, **o), distinct(2, 6, 7))
    case("max_pool1d", lambda x, k=k, o=options: F.max_pool1d(x, k, return_indices=True, **o), distinct(2, 3, 7))
    for count in [True, False]:
        case("avg_pool2d", lambda x, k=k, s=s, p=p, c=ceil, n=count: F.avg_pool2d(x, k, s, p, c, n) ** 2, real(1, 2, 6, 7), second=count)
        case("avg_pool1d", lambda x, k=k, s=s, p=p, c=ceil, n=count: F.avg_pool1d(x, k, s, p, c, n), real(2, 3, 7))
case("avg_pool2d divisor", lambda x: F.avg_pool2d(x, (2, 3), divisor_override=5), real(1, 2, 4, 6))
case("max_pool2d uneven", lambda x: F.max_pool2d(x, (2, 3), stride=(1, 2), padding=(1, 0)), distinct(1, 2, 4, 6))
case("max_pool2d ties", lambda x: F.max_pool2d(x * 0, 2), real(1, 1, 4, 4))
case("max_pool2d views", lambda x: F.max_pool2d(x, 2), distinct(2, 2, 4, 6, lie="transposed"))
case("max_pool2d strided", lambda x: F.max_pool2d(x, 2), distinct(2, 2, 4, 4, lie="strided"))
case("max_pool2d NaN", lambda x: F.max_pool2d(torch.where(x > 1.5, x * float("nan"), x), 2), distinct(1, 1, 4, 4))
case("max_pool3d", lambda x: F.max_pool3d(x, 2, padding=1), distinct(1, 1, 3, 4, 3))
case("avg_pool3d", lambda x: F.avg_pool3d(x, 2, padding=1), real(1, 1, 3, 4, 3))
for size in [1, 2, 3, (2, None), (3, 5)]:
    case("adaptive_avg_pool2d", lambda x, s=size: F.adaptive_avg_pool2d(x, s) ** 2, real(1, 2, 6, 5), second=True)
    case("adaptive_max_pool2d", lambda x, s=size: F.adaptive_max_pool2d(x, s, return_indices=True), distinct(2, 6, 5))
case("adaptive_avg_pool1d", lambda x: F.adaptive_avg_pool1d(x, 3), real(2, 2, 7))
case("adaptive_max_pool1d", lambda x: F.adaptive_max_pool1d(x, 3), distinct(2, 2, 7))
for options in [{}, {"padding": 1, "stride": 2}, {"dilation": 2, "stride": 2, "padding": 1}]:
    case("unfold", lambda x, o=options: F.unfold(x, (2, 3), **o) ** 2, real(1, 2, 5, 6), second=True)
    n = F.unfold(torch.zeros(1, 2, 5, 6), (2, 3), **options).shape[2]
    case("fold", lambda x, o=options: F.fold(x, (5, 6), (2, 3), **o) ** 2, real(2, 12, n), second=True)
case("unfold unbatched", lambda x: F.unfold(x, 2), real(2, 3, 3))
case("fold unbatched", lambda x: F.fold(x, (3, 3), 2), real(4, 4))
for mode, corners in [("nearest", None), ("nearest-exact", None), ("bilinear", False), ("bilinear", True), ("bicubic", False), ("bicubic", True), ("area", None)]:
    for size in [(6, 8), (5, 3), (2, 4)]:
        case("interpolate", lambda x, m=mode, c=corners, s=size: F.interpolate(x, size=s, mode=m, align_corners=c), real(1, 2, 3, 4), tolerance=1e-4)
    case("interpolate factor", lambda x, m=mode, c=corners: F.interpolate(x, scale_factor=1.6, mode=m, align_corners=c), real(1, 1, 3, 4), tolerance=1e-4)
    case("interpolate factors", lambda x, m=mode, c=corners: F.interpolate(x, scale_factor=(2, 0.7), mode=m, align_corners=c, recompute_scale_factor=True), real(1, 1, 3, 4), tolerance=1e-4)
case("interpolate second", lambda x: F.interpolate(x, scale_factor=2, mode="bilinear") ** 2, real(1, 1, 3, 2), second=True)
case("interpolate 1d", lambda x: F.interpolate(x, size=7, mode="linear"), real(1, 2, 4))
case("interpolate 1d nearest", lambda x: F.interpolate(x, scale_factor=2), real(1, 2, 4))
case("pixel_shuffle", lambda x: F.pixel_shuffle(x, 2) ** 2, real(2, 4, 2, 3), second=True)
case("pixel_unshuffle", lambda x: F.pixel_unshuffle(x, 2), real(1, 4, 6))
case("max_pool2d padding", lambda x: F.max_pool2d(x, 2, padding=2), real(1, 1, 4, 4))
case("max_pool2d too large", lambda x: F.max_pool2d(x, 5), real(1, 1, 4, 4))
case("max_pool2d dimensions", lambda x: F.max_pool2d(x, 2), real(4, 4))
case("max_pool2d stride", lambda x: F.max_pool2d(x, 2, stride=0), real(1, 1, 4, 4))
case("avg_pool2d divisor 0", lambda x: F.avg_pool2d(x, 2, divisor_override=0), real(1, 1, 4, 4))
case("avg_pool2d padding", lambda x: F.avg_pool2d(x, 2, padding=2), real(1, 1, 4, 4))
case("adaptive_avg_pool2d dimensions", lambda x: F.adaptive_avg_pool2d(x, 2), real(4, 4))
case("fold columns", lambda x: F.fold(x, (3, 3), 2), real(1, 4, 5))
case("fold rows", lambda x: F.fold(x, (3, 3), 2), real(1, 5, 4))
case("unfold too large", lambda x: F.unfold(x, 5), real(1, 1, 3, 3))
case("interpolate nothing", lambda x: F.interpolate(x), real(1, 1, 3, 3))
case("interpolate both", lambda x: F.interpolate(x, size=2, scale_factor=2), real(1, 1, 3, 3))
case("interpolate mode", lambda x: F.interpolate(x, size=2, mode="cubic"), real(1, 1, 3, 3))
case("interpolate corners", lambda x: F.interpolate(x, size=2, align_corners=True), real(1, 1, 3, 3))
case("interpolate linear 2d", lambda x: F.interpolate(x, size=2, mode="linear"), real(1, 1, 3, 3))
case("pixel_shuffle channels", lambda x: F.pixel_shuffle(x, 2), real(1, 3, 2, 2))
