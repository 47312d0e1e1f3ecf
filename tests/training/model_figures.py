"""Figures as evaluate.py gives them, made up."""


def interval(value, low=None, high=None):
    return {"value": value, "low": low, "high": high}


def figures(ap, objects=80, precision=0.8, low=0.7):
    return {
        "objects": objects,
        "pictures": objects // 2,
        "ap50": interval(ap, ap - 0.1, ap + 0.1),
        "precision": interval(precision, low, 0.9),
        "recall": interval(0.7, 0.6, 0.8),
        "ece": 0.05,
    }


def hits(share, **classes):
    return {
        "pictures": 97,
        "any": interval(share, 0.0, 1.0),
        "classes": {
            name: interval(value, max(0.0, value - 0.1), value + 0.1)
            for name, value in classes.items()
        },
    }


def report(ours=0.8, starter=0.7, our_hits=0.01, starter_hits=0.1):
    names = ["hat", "no_hat", "rodent"]
    photos = {
        "set": "safety_vest_1021",
        "trained": True,
        "pictures": 90,
        "ours": {"hat": figures(ours), "no_hat": figures(ours, objects=20)},
        "starter": {"hat": figures(starter), "no_hat": figures(0.1)},
    }
    empty = {
        "ours": hits(our_hits, hat=our_hits, no_hat=0.0, rodent=0.0),
        "starter": hits(starter_hits, hat=starter_hits, no_hat=0.0),
    }
    made = {
        "version": "1",
        "score": 0.35,
        "model": {
            "file": "m.onnx",
            "sha256": "ab",
            "bytes": 6_000_000,
            "input": [640, 384],
            "names": names,
        },
        "starter": {
            "file": "s.onnx",
            "sha256": "cd",
            "bytes": 5,
            "input": [640, 384],
            "names": names[:2],
        },
        "real": [photos],
        "rendered": {"pictures": 240, "ours": {"rodent": figures(0.6)}, "starter": {}},
        "rendered_second": {"pictures": 240, "ours": {"rodent": figures(0.5)}, "starter": {}},
        "false_hits": {"real": empty, "rendered": empty},
        "slices": {"all": {"pictures": 240, "mean_ap50": 0.5, "classes": {}}},
        "notices": ["Safety vest, CC BY 4.0"],
    }
    return made
