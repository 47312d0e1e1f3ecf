"""Pictures on papers: photos that are the ones of the record, and signatures as drawings."""

import hashlib
from pathlib import Path

from documents.paper_words import moment
from domain.control_paper import PaperPhoto
from domain.signature import HEIGHT, WIDTH, is_signature


def lost_photo(photo: PaperPhoto, pictures: Path) -> str:
    """Why a picture cannot be shown, empty when it can: only the one whose hash is on record."""
    try:
        held = (pictures / photo.path).read_bytes()
    except OSError:
        return "照片文件缺失"
    if hashlib.sha256(held).hexdigest() != photo.sha256:
        return "照片文件与登记的校验值不符"
    return ""


def photo_note(photo: PaperPhoto) -> str:
    """When it was taken, as the camera says, and the beginning of its hash."""
    at = f"拍摄 {moment(photo.taken_at)}" if photo.taken_at else "拍摄时间未知"
    return f"{at}　SHA-256 {photo.sha256[:12]}"


def signature_svg(path: str) -> str:
    """A signature as a drawing; what is none draws nothing."""
    drawn = path if is_signature(path) else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{drawn}" fill="none" stroke="#12213f" stroke-width="2.5" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
