"""From weights to the ONNX file of the v8 contract, with everything a registry asks in it."""

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from training.classes import CLASSES
from training.net import STRIDES, Net, anchors, boxes_of
from training.windows import INPUT

LICENCE = "see NOTICE.md beside the file; trained from scratch, no third-party weights"


class _Contract(nn.Module):
    def __init__(self, net: Net, size: tuple[int, int]) -> None:
        super().__init__()
        self.net = net
        centres, strides = anchors(*size)  # whole pixels: half a megabyte less than as floats
        self.register_buffer("centres", centres.short())
        self.register_buffer("strides", strides.to(torch.uint8))

    def forward(self, images: Tensor) -> Tensor:
        raw = self.net(images)
        xyxy = boxes_of(raw, self.centres.float(), self.strides.float())
        low, high = xyxy[..., :2], xyxy[..., 2:]
        table = torch.cat([(low + high) / 2, high - low, raw[..., 4:].sigmoid()], -1)
        return table.transpose(1, 2)


def export(net: Net, path: Path, version: str, size: tuple[int, int] = INPUT) -> None:
    """Write `path`: input images (batch, 3, H, W), output0 (batch, 4 + classes, cells).

    Args:
        net: With the weights to write.
        path: The file.
        version: For its metadata.
        size: Width and height of the input, multiples of 32.
    """
    width, height = size
    torch.onnx.export(
        _Contract(net, size).eval(),
        (torch.zeros(1, 3, height, width),),
        str(path),
        input_names=["images"],
        output_names=["output0"],
        opset_version=17,
        do_constant_folding=False,  # it would write them as floats after all
        dynamo=False,
        dynamic_axes={"images": {0: "batch"}, "output0": {0: "batch"}},
    )
    model = onnx.load(path)
    facts = {
        "names": str(dict(enumerate(CLASSES))),
        "stride": str(max(STRIDES)),
        "imgsz": str([height, width]),
        "task": "detect",
        "batch": "1",
        "channels": "3",
        "enlarge": "False",
        "license": LICENCE,
        "author": "nuancheng-food-safety",
        "version": version,
    }
    for key, value in facts.items():
        model.metadata_props.add(key=key, value=value)
    onnx.save(model, path)
