"""What is in the files: columns, keys, references, and a stock that every movement explains."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from domain.ingestion.contract import BY_NAME, TABLES, Column, Table
from tests.analytics.world.conftest import DAYS, END, Files, make_world

FIRST = pd.Timestamp(END) - pd.Timedelta(days=DAYS - 1)
LAST = pd.Timestamp(END)
WITHOUT = {"products": {"is_stocked", "barcode"}, "order_items": {"status", "cancelled_at", "option"}}
"""Optional columns that the generated shop has no use for: it buys all that it sells, and has no marketplace codes."""
WRITTEN = [table for table in TABLES if table.name != "listings"]


def written(table: Table) -> list[Column]:
    """The columns of a table that the generated shop writes."""
    return [column for column in table.columns if column.name not in WITHOUT.get(table.name, ())]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def sold_units(world: Files) -> pd.Series:
    """Units per SKU and day of orders that were not cancelled, from the files alone."""
    orders, items = world.table("orders"), world.table("order_items")
    lines = items.merge(orders[orders["status"] != "CANCELLED"], left_on="order", right_on="order_no")
    days = pd.to_datetime(lines["ordered_at"]).dt.normalize()
    return lines["quantity"].astype(int).groupby([lines["product"], days]).sum()


def test_same_arguments_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_world(tmp_path / name, skus=20, days=60)
    make_world(tmp_path / "other", skus=20, days=60, seed=8)
    one, two, other = (digests(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert one.keys() == other.keys()
    assert not {name for name in one if one[name] == other[name]} - {"truth/world.json"}


def test_every_canonical_file_is_there_with_exactly_its_columns(world: Files) -> None:
    for table in WRITTEN:
        assert world.lines(table.name)[0] == [column.name for column in written(table)], table.name
        assert len(world.table(table.name)) > 0, table.name


def test_good_rows_keep_the_contract(world: Files) -> None:
    for table in WRITTEN:
        rows = world.table(table.name)
        assert not rows.duplicated(list(table.key)).any(), table.name
        for column in written(table):
            given = rows[column.name][rows[column.name] != ""]
            assert not column.required or len(given) == len(rows), (table.name, column.name)
            assert not column.words or set(given) <= set(column.words), (table.name, column.name)
            if column.reference:
                key = BY_NAME[column.reference].key[0]
                assert set(given) <= set(world.table(column.reference)[key]), (table.name, column.name)
            if column.kind in {"integer", "money", "rate"} and len(given):
                number = pd.to_numeric(given)
                assert column.minimum is None or number.min() >= column.minimum, (table.name, column.name)
                assert column.maximum is None or number.max() <= column.maximum, (table.name, column.name)
            if column.kind in {"instant", "date"} and len(given):
                assert pd.to_datetime(given, format="ISO8601").notna().all()


def test_rules_that_span_columns_hold(world: Files) -> None:
    orders, items, payments = (world.table(name) for name in ("orders", "order_items", "payments"))
    is_cancelled = orders["status"] == "CANCELLED"
    assert ((orders["cancelled_at"] != "") == is_cancelled).all()
    assert (orders["cancelled_at"] >= orders["ordered_at"])[is_cancelled].all()
    returned = items["returned_quantity"].astype(int)
    assert returned.le(items["quantity"].astype(int)).all()
    assert returned.sum() > 0
    for column in ("returned_at", "return_reason"):
        assert ((items[column] != "") == (returned > 0)).all()
    assert payments["refunded_amount"].astype(int).le(payments["amount"].astype(int)).all()
    spend = world.table("ad_spend_daily")
    assert spend["clicks"].astype(int).le(spend["impressions"].astype(int)).all()
    assert (world.table("promotions")["ends_on"] >= world.table("promotions")["starts_on"]).all()


def test_nothing_is_known_that_has_not_happened_yet(world: Files) -> None:
    known = {
        "orders": ("ordered_at", "cancelled_at"),
        "order_items": ("returned_at",),
        "payments": ("paid_at",),
        "inventory": ("snapshot_at",),
        "inventory_movements": ("moved_at",),
        "purchase_history": ("ordered_on", "received_on"),
        "ad_spend_daily": ("spend_date",),
        "promotions": ("announced_on",),
        "products": ("launched_on", "discontinued_on"),
    }
    for name, columns in known.items():
        for column in columns:
            assert pd.to_datetime(world.table(name)[column]).max() < LAST + pd.Timedelta(days=1), (name, column)


def test_promotions_are_planned_beyond_the_end_and_announced_already(world: Files) -> None:
    promotions = world.table("promotions")
    planned = promotions[pd.to_datetime(promotions["starts_on"]) > LAST]
    assert len(planned) >= 2
    assert set(planned["code"]) <= set(world.table("promotion_products")["promotion"])


def test_only_living_products_are_ordered_and_counted(world: Files) -> None:
    products = world.table("products").set_index("sku")
    launched = pd.to_datetime(products["launched_on"])
    ended = pd.to_datetime(products["discontinued_on"]).fillna(pd.Timestamp.max)
    sold = sold_units(world).reset_index()
    for frame, day in ((sold, sold["ordered_at"]), (stock := world.table("inventory"), stock["snapshot_at"])):
        days = pd.to_datetime(day).dt.normalize()
        assert (days >= frame["product"].map(launched)).all()
        assert (days <= frame["product"].map(ended)).all()


def test_an_order_holds_lines_1_to_n_and_its_payments_add_up_to_them(world: Files) -> None:
    items, payments = world.table("order_items"), world.table("payments")
    line_no = items["line_no"].astype(int).groupby(items["order"])
    assert (line_no.max() == line_no.size()).all()
    assert (line_no.min() == 1).all()
    assert line_no.size().mean() > 1.3
    value = items["quantity"].astype(int) * items["unit_price"].astype(int) - items["discount_amount"].astype(int)
    paid = payments["amount"].astype(int).groupby(payments["order"]).sum()
    pd.testing.assert_series_equal(value.groupby(items["order"]).sum(), paid, check_names=False)


def test_stock_of_every_evening_is_explained_by_movements_and_sales(world: Files) -> None:
    stock, moves = world.table("inventory"), world.table("inventory_movements")
    stock["day"] = pd.to_datetime(stock["snapshot_at"]).dt.normalize()
    on_hand = stock["on_hand"].astype(int).groupby([stock["product"], stock["day"]]).sum().sort_index()
    days = pd.to_datetime(moves["moved_at"]).dt.normalize()
    moved = moves["quantity"].astype(int).groupby([moves["product"], days]).sum()
    change = moved.reindex(on_hand.index, fill_value=0) - sold_units(world).reindex(on_hand.index, fill_value=0)
    pd.testing.assert_series_equal(change.groupby(level=0).cumsum(), on_hand, check_names=False)
    assert set(moves["reason"]) == {"RECEIPT", "RETURN", "WRITE_OFF", "ADJUSTMENT"}


def test_there_is_one_snapshot_for_every_day_of_a_product(world: Files) -> None:
    products, stock = world.table("products"), world.table("inventory")
    first = pd.to_datetime(products["launched_on"]).clip(lower=FIRST)
    last = pd.to_datetime(products["discontinued_on"]).fillna(LAST)
    expected = ((last - first).dt.days + 1).set_axis(products["sku"])
    pd.testing.assert_series_equal(stock.groupby("product").size(), expected.sort_index(), check_names=False)


def test_open_deliveries_are_in_transit(world: Files) -> None:
    stock, deliveries = world.table("inventory"), world.truth("supplier_deliveries")
    last_evening = stock[pd.to_datetime(stock["snapshot_at"]).dt.normalize() == LAST].set_index("product")
    ends = deliveries[["arrives_on", "rest_arrives_on"]].apply(pd.to_datetime)
    open_units = deliveries["received"].where(ends["arrives_on"] > LAST, 0)
    open_units = open_units + deliveries["rest"].where(ends["rest_arrives_on"] > LAST, 0)
    expected = open_units.groupby(deliveries["product"]).sum().reindex(last_evening.index, fill_value=0)
    assert expected.sum() > 0
    pd.testing.assert_series_equal(last_evening["in_transit"].astype(int), expected.astype(int), check_names=False)


def test_what_came_of_purchases_is_what_the_stock_received(world: Files) -> None:
    history, moves = world.table("purchase_history"), world.table("inventory_movements")
    received, receipts = history[history["received_on"] != ""], moves[moves["reason"] == "RECEIPT"]
    came = received["received_quantity"].astype(int).groupby([received["product"], received["received_on"]]).sum()
    booked = receipts["quantity"].astype(int).groupby([receipts["product"], receipts["moved_at"].str[:10]]).sum()
    pd.testing.assert_series_equal(came, booked, check_names=False)


def test_purchases_tell_of_every_line_with_its_open_units(world: Files) -> None:
    history, lines = world.table("purchase_history"), world.truth("supplier_deliveries")
    lines["key"] = lines["supplier"] + lines["product"] + lines["ordered_on"]
    history["key"] = history["supplier"] + history["product"] + history["ordered_on"]
    numbers = ("quantity", "received_quantity")
    told = history.astype(dict.fromkeys(numbers, int)).groupby("key")[list(numbers)].sum()
    assert told["quantity"].to_dict() == lines.set_index("key")["quantity"].to_dict()
    assert history.groupby("reference")[["supplier", "ordered_on"]].nunique().eq(1).all().all()
    open_units = (told["quantity"] - told["received_quantity"])[history.groupby("key")["closed_on"].max() == ""]
    never = (lines["quantity"] - lines["received"] - lines["rest"]).set_axis(lines["key"])
    stock = world.table("inventory")
    evening = stock[pd.to_datetime(stock["snapshot_at"]).dt.normalize() == LAST].set_index("product")["in_transit"]
    awaited = (open_units - never.reindex(open_units.index)).groupby(lines.set_index("key")["product"]).sum()
    assert awaited[awaited > 0].astype(int).to_dict() == evening[evening != "0"].astype(int).to_dict()


def test_purchases_come_late_in_parts_and_not_at_all(year: Files) -> None:
    history = year.table("purchase_history")
    assert (history["delivery_no"] == "2").any()
    late = history["received_on"] > history["due_on"]
    assert 0.2 < late.mean() < 0.9
    short = history["received_quantity"].astype(int) < history["quantity"].astype(int)
    is_old = pd.to_datetime(history["ordered_on"]) < LAST - pd.Timedelta(days=150)
    assert (short & (history["closed_on"] != "")).any()
    assert (short & is_old & (history["closed_on"] == "")).any()
    assert not ((history["closed_on"] != "") & ~short).any()
    assert pd.to_datetime(history["closed_on"]).max() <= LAST


def test_dirty_rows_stand_where_the_truth_says(world: Files) -> None:
    assert world.dirty["kind"].nunique() >= 15
    for name, rows in world.dirty.groupby("file"):
        lines = world.lines(name)
        assert [lines[line - 1] for line in rows["line_no"]] == [list(fields) for fields in rows["fields"]]
        assert rows["line_no"].max() == len(lines)


def test_a_clean_world_has_no_dirty_rows(tmp_path: Path) -> None:
    summary = make_world(tmp_path / "clean", skus=10, days=40, dirty=0)
    clean = Files(tmp_path / "clean")
    assert summary.facts.dirty_rows == 0 == len(clean.dirty)
    assert summary.facts.rows == {table.name: len(clean.lines(table.name)) - 1 for table in WRITTEN}


@pytest.mark.parametrize(("skus", "days"), [(1, 30), (3, 31)])
def test_the_smallest_worlds_are_whole(tmp_path: Path, skus: int, days: int) -> None:
    make_world(tmp_path / "tiny", skus=skus, days=days)
    tiny = Files(tmp_path / "tiny")
    assert {table.name for table in WRITTEN} - {"purchase_history"} <= set(tiny.rows())
    assert len(tiny.lines("purchase_history")) > len(tiny.truth("supplier_deliveries"))
