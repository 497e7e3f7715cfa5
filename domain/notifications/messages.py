"""The texts of events, in Korean and English."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from domain.notifications.words import in_words
from domain.outbox import events

LISTED = 10


@dataclass(frozen=True)
class Message:
    """A title of one line, and the text below it."""

    title: str
    text: str


Texts = Mapping[str, tuple[str, str]]
ENGLISH: Texts = MappingProxyType(
    {
        events.PURCHASE_ORDER_SUBMITTED: (
            "Purchase order {order_no} awaits approval",
            "Supplier {supplier}, total {total}.",
        ),
        events.PURCHASE_ORDER_APPROVED: (
            "Purchase order {order_no} was approved",
            "Supplier {supplier}, total {total}.",
        ),
        events.PURCHASE_ORDER_REJECTED: (
            "Purchase order {order_no} was rejected",
            "Supplier {supplier}, total {total}. Reason: {reason}",
        ),
        events.PURCHASE_ORDER_CANCELLED: (
            "Purchase order {order_no} was cancelled",
            "Supplier {supplier}, total {total}. Reason: {reason}",
        ),
        events.PURCHASE_ORDER_OVERDUE: (
            "Purchase order {order_no} is overdue",
            "Supplier {supplier}, total {total}; it was expected on {expected_on} and has not been received in full.",
        ),
        events.STOCKOUT_RISK: ("{count} SKUs may run out of stock", "As of {logical_date}:\n{list}"),
        events.ANOMALY_DETECTED: ("{count} anomalies need attention", "As of {logical_date}:\n{list}"),
        events.RUN_FAILED: (
            "The {kind} run for {logical_date} failed",
            "{error}\nThe figures of the last successful run remain visible.",
        ),
        events.RUN_PUBLISHED: (
            "The figures for {logical_date} are published",
            "All pages now show run {run_id}.",
        ),
        events.IMPORT_DONE: (
            "{file_name} was imported",
            "Uploaded by {uploaded_by}. {rows} rows: {loaded} loaded, {unchanged} unchanged, {refused} refused.",
        ),
        events.IMPORT_FAILED: ("{file_name} could not be imported", "Uploaded by {uploaded_by}. {error}"),
        events.SESSION_REUSED: (
            "Possible session theft: a session of {email} was ended",
            "Its token was used twice and may be stolen. Sign in again. If this was not you, change the password.",
        ),
        events.TEST: ("Test notification", "This is what notifications look like. The channel {channel} works."),
    }
)
KOREAN: Texts = MappingProxyType(
    {
        events.PURCHASE_ORDER_SUBMITTED: (
            "발주서 {order_no} 승인 요청",
            "공급사 {supplier}, 금액 {total}.",
        ),
        events.PURCHASE_ORDER_APPROVED: (
            "발주서 {order_no} 승인됨",
            "공급사 {supplier}, 금액 {total}.",
        ),
        events.PURCHASE_ORDER_REJECTED: (
            "발주서 {order_no} 반려됨",
            "공급사 {supplier}, 금액 {total}. 사유: {reason}",
        ),
        events.PURCHASE_ORDER_CANCELLED: (
            "발주서 {order_no} 취소됨",
            "공급사 {supplier}, 금액 {total}. 사유: {reason}",
        ),
        events.PURCHASE_ORDER_OVERDUE: (
            "발주서 {order_no} 입고 지연",
            "공급사 {supplier}, 금액 {total}. 입고 예정일은 {expected_on}이며 아직 전량 입고되지 않았습니다.",
        ),
        events.STOCKOUT_RISK: ("품절 위험 SKU {count}개", "{logical_date} 기준:\n{list}"),
        events.ANOMALY_DETECTED: ("확인이 필요한 이상 징후 {count}건", "{logical_date} 기준:\n{list}"),
        events.RUN_FAILED: (
            "{logical_date} {kind} 실패",
            "{reason}\n자세한 내용은 실행 화면에 있습니다. 마지막으로 성공한 수치가 계속 표시됩니다.",
        ),
        events.RUN_PUBLISHED: (
            "{logical_date} 수치가 게시되었습니다",
            "이제 모든 화면에 {run_id}번 실행의 수치가 표시됩니다.",
        ),
        events.IMPORT_DONE: (
            "{file_name} 가져오기 완료",
            "업로드: {uploaded_by}. 총 {rows}행 중 {loaded}행 저장, {unchanged}행 변경 없음, {refused}행 거부.",
        ),
        events.IMPORT_FAILED: (
            "{file_name} 가져오기 실패",
            "업로드: {uploaded_by}. 저장된 데이터는 없습니다. 원인은 가져오기 화면에서 확인하세요.",
        ),
        events.SESSION_REUSED: (
            "세션 도용 의심: {email}의 세션을 종료했습니다",
            "같은 토큰이 두 번 사용되었습니다. 다시 로그인하세요. 본인이 아니라면 비밀번호를 변경하세요.",
        ),
        events.TEST: ("테스트 알림", "알림은 이렇게 표시됩니다. {channel} 채널이 동작합니다."),
    }
)
KINDS_IN_KOREAN = MappingProxyType(
    {"NIGHTLY": "야간 배치", "TRAINING": "모델 학습", "POLICY_BACKTEST": "발주 정책 검증"}
)
REASONS_IN_KOREAN = MappingProxyType(
    {
        "INPUT_REFUSED": "필요한 데이터가 없거나 사용할 수 없습니다.",
        "CHECK_FAILED": "데이터 검사를 통과하지 못했습니다.",
        "FAULT": "필요한 자원을 사용할 수 없었습니다.",
        "BROKEN": "예상하지 못한 오류가 발생했습니다.",
        "INTERRUPTED": "사용자 또는 시스템이 중단했습니다.",
        "ABANDONED": "실행하던 프로세스가 완료 전에 종료되었습니다.",
    }
)
UNKNOWN_REASON_IN_KOREAN = "실행이 완료되지 않았습니다."
LANGUAGES: Mapping[str, Texts] = MappingProxyType({"ko": KOREAN, "en": ENGLISH})
DIGEST_TITLES = MappingProxyType({"ko": "알림 {count}건", "en": "{count} notifications"})
HIDDEN = MappingProxyType({"ko": "(비공개)", "en": "(not shown)"})
MORE = MappingProxyType({"ko": "… 외 {count}건", "en": "… and {count} more"})


def render(event_type: str, payload: Mapping[str, Any], locale: str, *, shows_amounts: bool) -> Message:
    """The message of an event in a language.

    Args:
        event_type: one of `events.REQUIRED`.
        payload: with the keys that the type requires.
        locale: `ko` or `en`.
        shows_amounts: whether the reader may read what an order costs.
    """
    title, text = LANGUAGES[locale][event_type]
    values = _values(payload, locale)
    if "total" in values and not shows_amounts:
        values["total"] = HIDDEN[locale]
    return Message(_one_line(title.format_map(values)), text.format_map(values))


def digest(messages: Sequence[Message], locale: str) -> Message:
    """Several messages as one; a single one stays as it is."""
    if len(messages) == 1:
        return messages[0]
    title = DIGEST_TITLES[locale].format(count=len(messages))
    return Message(title, "\n\n".join(f"{message.title}\n{message.text}" for message in messages))


def _values(payload: Mapping[str, Any], locale: str) -> dict[str, object]:
    values: dict[str, object] = dict(payload)
    if "total_amount" in payload:
        values["total"] = f"{_amount(payload['total_amount'])} {payload['currency']}"
    listed = payload.get("skus", payload.get("anomalies"))
    if listed is not None:
        values["list"] = _list(listed, int(payload["count"]), locale)
    if "kind" in payload:
        kind = str(payload["kind"])
        values["kind"] = KINDS_IN_KOREAN.get(kind, kind) if locale == "ko" else kind.lower()
    if "error" in payload:
        values["reason"] = REASONS_IN_KOREAN.get(str(payload.get("error_code")), UNKNOWN_REASON_IN_KOREAN)
    return values


def _amount(text: object) -> str:
    return f"{Decimal(str(text)):,.2f}".removesuffix(".00")


def _list(items: Iterable[Mapping[str, object]], count: int, locale: str) -> str:
    shown = list(items)[:LISTED]
    lines = [f"- {_one_line(_told(item, locale))}" for item in shown]
    if count > len(shown):
        lines.append(MORE[locale].format(count=f"{count - len(shown):,}"))
    return "\n".join(lines)


def _told(item: Mapping[str, object], locale: str) -> str:
    return " · ".join(in_words(key, value, locale) for key, value in item.items() if value is not None)


def _one_line(text: str) -> str:
    return " ".join(text.split())
