"""The words by which sources call an order's or a line's status, in Korean, English and the marketplaces' own.

A word counts without regard to case, blanks and punctuation. Money that was paid back in full, and goods that came back
in full, leave no sale: CANCELLED. What is only asked for (`취소요청`, `반품접수`) has not happened yet.
"""

from collections.abc import Mapping
from types import MappingProxyType

PUNCTUATION = " \t\u00a0_-\u2013\u2014./·,:;()[]'\"&+"
_WORDS = {
    "PLACED": (
        "PLACED, pending, pending payment, payment pending, awaiting payment, waiting for payment, unpaid, new, "
        "open, draft, created, received, order received, authorized, expired authorization, checkout draft, "
        "pending transaction, 입금대기, 입금전, 입금대기중, 결제대기, 결제대기중, 결제전, 미입금, 입금확인전, "
        "주문접수, 주문, 신규, 접수, 무통장입금대기"
    ),
    "PAID": (
        "PAID, processing, on hold, confirmed, accepted, approved, payment received, payment accepted, "
        "partially paid, partially refunded, partial refund, unfulfilled, unshipped, awaiting fulfillment, "
        "awaiting shipment, awaiting pickup, ready, ready to ship, ready for shipment, preparing, packing, "
        "packed, in progress, scheduled, pending waiting for pick up, cancel requested, cancellation requested, "
        "in production, backordered, 결제완료, 결제확인, 입금확인, 입금완료, 신규주문, 주문확인, 주문확정, "
        "발주확인, 발주완료, 발주대기, 상품준비중, 상품준비, 배송준비중, 배송준비, 배송준비완료, 배송대기, "
        "배송대기중, 출고대기, 출고대기중, 출고준비, 출고준비중, 출고지시, 배송지시, 포장완료, 송장등록, "
        "운송장등록, 송장출력, 배송보류, 출고보류, 배송지연, 발송대기, 취소요청, 취소접수, 취소신청, 취소처리중, "
        "취소중, 취소철회, 부분취소, 부분환불, 예약, 예약주문, 선물대기, 확인, 보류"
    ),
    "SHIPPED": (
        "SHIPPED, shipping, in transit, on the way, dispatched, sent, fulfilled, partially fulfilled, "
        "partially shipped, partial, out for delivery, picked up, shipped picked up, shipped out for delivery, "
        "shipped lost in transit, shipped damaged, departed, handed over, label printed, 배송중, 배송시작, "
        "배송출발, 출고완료, 출고, 발송, 발송완료, 발송처리, 집화완료, 집하완료, 집화, 집하, 업체직송, "
        "직접배송중, 부분배송, 배송처리, 배송중출고, 배송지시완료"
    ),
    "DELIVERED": (
        "DELIVERED, completed, complete, closed, done, finished, received by customer, "
        "shipped delivered to buyer, picked up by customer, delivered to buyer, return requested, "
        "return in progress, exchanged, exchange requested, archived, 배송완료, 구매확정, 구매완료, 구매결정, "
        "수취확인, 수취완료, 수령완료, 거래완료, 거래종료, 판매완료, 정산완료, 정산예정, 완료, 반품요청, "
        "반품접수, 반품신청, 반품수거중, 수거중, 반품진행중, 반품중, 반품처리중, 반품보류, 반품철회, 반품거부, "
        "교환, 교환요청, 교환접수, 교환신청, 교환수거중, 교환중, 교환처리중, 교환완료, 교환배송중, 교환배송완료, "
        "교환철회, 환불요청, 환불접수"
    ),
    "CANCELLED": (
        "CANCELLED, canceled, cancel, cancellation, void, voided, refund, refunded, fully refunded, returned, "
        "return, failed, declined, rejected, denied, expired, trash, deleted, not completed, disputed refunded, "
        "payment failed, return completed, shipped returned to seller, shipped returning to seller, "
        "shipped rejected by buyer, returned to seller, chargeback, 취소, 취소완료, 주문취소, 주문취소완료, "
        "결제취소, 결제취소완료, 판매취소, 구매취소, 입금전취소, 미결제취소, 미입금취소, 직권취소, 자동취소, "
        "취소승인, 취소처리완료, 거래취소, 환불, 환불완료, 환불처리완료, 환불승인, 반품, 반품완료, 반품승인, "
        "반품처리완료, 반품환불완료, 결제실패, 입금기한만료, 주문실패"
    ),
}


def fold(word: str) -> str:
    """A word without case, blanks and punctuation."""
    return word.lower().translate(dict.fromkeys(map(ord, PUNCTUATION)))


WORDS: Mapping[str, str] = MappingProxyType(
    {fold(word): status for status, words in _WORDS.items() for word in words.split(", ")}
)
"""Folded word -> PLACED, PAID, SHIPPED, DELIVERED or CANCELLED."""
STATUSES = tuple(_WORDS)


def known_words(extra: Mapping[str, str]) -> dict[str, str]:
    """All words, folded; those of `extra` (word as in the file -> status) win."""
    return {**WORDS, **{fold(word): status for word, status in extra.items()}}


def status_of(word: str, extra: Mapping[str, str] | None = None) -> str | None:
    """The status that a word means, or None if it is not known.

    Args:
        word: as in the file.
        extra: what a person said of words, word -> status; it wins over our own.
    """
    return known_words(extra or {}).get(fold(word))
