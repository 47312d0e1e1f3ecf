"""Names of what a rendered scene labels, in the order of the class numbers of our own model.

Geometry, the same as in the licensed photos: `hat`, `no_hat`, `mask` and `no_mask` are boxes round
the whole head, headwear, hair and chin included. A head has exactly one of `hat` and `no_hat`, and
one of `mask` and `no_mask` only while its face can be seen (else that box is doubtful); a mask
under the chin is `no_mask`.
`workwear` and `no_workwear` are boxes round the upper body from collar to hips with the upper arms.
"""

HAT, NO_HAT = "hat", "no_hat"
MASK, NO_MASK = "mask", "no_mask"
WORKWEAR, NO_WORKWEAR = "workwear", "no_workwear"
PERSON = "person"
PHONE, CIGARETTE = "phone", "cigarette"
RODENT = "rodent"
BIN_OPEN, BIN_CLOSED = "bin_open", "bin_closed"
FLAME = "flame"
SPILL = "spill"

LABELS = (
    HAT,
    NO_HAT,
    MASK,
    NO_MASK,
    WORKWEAR,
    NO_WORKWEAR,
    PERSON,
    PHONE,
    CIGARETTE,
    RODENT,
    BIN_OPEN,
    BIN_CLOSED,
    FLAME,
    SPILL,
)
