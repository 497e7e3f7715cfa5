"""Promotions (past and planned) and advertising spend."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.imported import Imported
from kit.orm import Base, bigint, bigint_pk, counted, money, not_negative, rate


class Promotion(Base, Imported):
    """A campaign price. Planned ones lie in the future and are known ahead."""

    __tablename__ = "promotions"
    id: Mapped[bigint_pk]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    discount_rate: Mapped[rate]
    announced_on: Mapped[date | None]
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="period_order"),
        CheckConstraint("discount_rate >= 0 and discount_rate <= 1", name="discount_rate_range"),
        Index("ix_promotions_starts_on", "starts_on", "ends_on"),
        {"schema": "raw"},
    )


class PromotionProduct(Base, Imported):
    """A product that takes part in a promotion."""

    __tablename__ = "promotion_products"
    id: Mapped[bigint_pk]
    promotion_id: Mapped[bigint] = mapped_column(ForeignKey("raw.promotions.id"))
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    __table_args__ = (
        Index("uq_promotion_products_promotion_id_product_id", "promotion_id", "product_id", unique=True),
        Index("ix_promotion_products_product_id", "product_id"),
        {"schema": "raw"},
    )


class AdCampaign(Base, Imported):
    """An advertising campaign."""

    __tablename__ = "ad_campaigns"
    id: Mapped[bigint_pk]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    channel: Mapped[str | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    budget: Mapped[money | None]
    currency: Mapped[str] = mapped_column(String(3))
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="period_order"),
        *not_negative("budget"),
        {"schema": "raw"},
    )


class AdSpendDaily(Base, Imported):
    """Spend, impressions and clicks of a campaign on a product and day."""

    __tablename__ = "ad_spend_daily"
    id: Mapped[bigint_pk]
    campaign_id: Mapped[bigint] = mapped_column(ForeignKey("raw.ad_campaigns.id"))
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    spend_date: Mapped[date]
    spend: Mapped[money]
    impressions: Mapped[bigint] = mapped_column(server_default=text("0"))
    clicks: Mapped[bigint] = mapped_column(server_default=text("0"))
    __table_args__ = (
        Index("uq_ad_spend_daily_campaign_product_date", "campaign_id", "product_id", "spend_date", unique=True),
        Index("ix_ad_spend_daily_product_id_spend_date", "product_id", "spend_date"),
        *not_negative("spend"),
        *counted("impressions", "clicks"),
        CheckConstraint("clicks <= impressions", name="clicks_within_impressions"),
        {"schema": "raw"},
    )
