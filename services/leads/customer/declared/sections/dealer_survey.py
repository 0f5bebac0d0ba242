"""S11-06, S11-07, S11-08 经销商基本情况调查表: the form of the policy, filled in when a dealer is visited.

What is asked about a person beyond the business has no place here: `person_survey` holds it, by consent.
"""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import PHONE, Declaration, Part, Row, Section, labelled
from shared.contracts.base import Day, Short, Text, YesNo
from shared.policy.rule import Text as Title

ROWS_MAX = 50
"""Rows of each table: a printed page has a tenth of them."""

EXAMPLE: JsonValue = {
    "province": "江苏",
    "city_county": "苏州市吴江区",
    "market_size": "城区常住人口约 60 万",
    "local_market": [
        {"brand": "恒远", "main_products": "减速机", "specification": "WB 100", "retail_price": "860 元/台"}
    ],
    "name": "吴江宏达机电经营部",
    "owner": "顾军",
    "owner_mobile": "138 0000 0100",
    "like_products": [
        {
            "brand": "恒远",
            "specification": "WB 100",
            "price": "720 元/台",
            "annual_volume": "300 台",
            "advertised": True,
        }
    ],
    "warehouse": "200 平方米",
    "surveyor": "li.na",
    "surveyed_on": "2026-03-09",
}


class LocalBrand(Row):
    """What is sold in the local market."""

    brand: Short | None = labelled("品牌", "Brand")
    main_products: Short | None = labelled("主要市售产品", "Main products sold")
    specification: Short | None = labelled("品种/规格", "Variety/specification")
    retail_price: Short | None = labelled("零售价", "Retail price")


class LikeProduct(Row):
    """A product like ours that the dealer sells."""

    brand: Short | None = labelled("品牌", "Brand")
    specification: Short | None = labelled("品种/规格", "Variety/specification")
    price: Short | None = labelled("售价", "Price")
    annual_volume: Short | None = labelled("年销量", "Annual volume")
    advertised: YesNo | None = labelled("有无内外广告", "Advertised in or outside the store")


class DealerSurvey(Section):
    """The form as the policy has it: the market, the customer, and who surveyed them on which day."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="dealer_survey",
        version=1,
        title=Title(zh="经销商基本情况调查表", en="Survey of a dealer"),
        clauses=("S11-06", "S11-07", "S11-08"),
        purpose="business",
        # Whoever is no dealer has none of it, and completeness counts what every file has.
        weight=0,
        parts=(
            Part(Title(zh="走访", en="Visit"), (("surveyor", "surveyed_on"),)),
            Part(
                Title(zh="城市市场状况", en="Local market"),
                (("province", "city_county", "market_size"), ("local_market",)),
            ),
            Part(
                Title(zh="客户情况：基本情况", en="Customer: basics"),
                (
                    ("name",),
                    ("address",),
                    ("phone", "fax"),
                    ("owner", "owner_phone", "owner_mobile"),
                    ("contact", "contact_phone", "contact_mobile"),
                ),
            ),
            Part(Title(zh="客户情况：经营情况", en="Customer: operations"), (("like_products",),)),
            Part(
                Title(zh="综合情况（人员、车辆、场地、仓库、资金）", en="Overall"),
                (("people", "vehicles", "premises"), ("warehouse", "capital")),
            ),
            Part(
                Title(zh="财务、个人、员工情况", en="Finances, person, staff"),
                (("finances",), ("staff",)),
                note=Title(
                    zh="个人情况须经本人同意，另填《个人情况调查》。",
                    en="What is personal needs the person's consent and goes to the person survey.",
                ),
            ),
        ),
    )

    surveyor: Short = labelled("走访人", "Surveyor", default=...)
    surveyed_on: Day = labelled("走访日期", "Surveyed on", default=...)
    province: Short | None = labelled("省份", "Province")
    city_county: Short | None = labelled("市县", "City or county")
    market_size: Short | None = labelled("城市/集市规模", "Size of the city or market town")
    local_market: tuple[LocalBrand, ...] = labelled(
        "当地市场", "Brands in the local market", default=(), max_length=ROWS_MAX
    )
    name: Short | None = labelled("名称", "Name")
    address: Text | None = labelled("地址", "Address", masked=True)
    phone: Annotated[str, PHONE] | None = labelled("电话", "Phone", masked=True)
    fax: Annotated[str, PHONE] | None = labelled("传真", "Fax", masked=True)
    owner: Short | None = labelled("负责人", "Owner", masked=True)
    owner_phone: Annotated[str, PHONE] | None = labelled("电话", "Phone", masked=True)
    owner_mobile: Annotated[str, PHONE] | None = labelled("手机", "Mobile", masked=True)
    contact: Short | None = labelled("联系人", "Contact", masked=True)
    contact_phone: Annotated[str, PHONE] | None = labelled("电话", "Phone", masked=True)
    contact_mobile: Annotated[str, PHONE] | None = labelled("手机", "Mobile", masked=True)
    like_products: tuple[LikeProduct, ...] = labelled(
        "主要经销同类产品", "Like products dealt in", default=(), max_length=ROWS_MAX
    )
    people: Short | None = labelled("人员", "People")
    vehicles: Short | None = labelled("车辆", "Vehicles")
    premises: Short | None = labelled("场地", "Premises")
    warehouse: Short | None = labelled("仓库", "Warehouse")
    capital: Short | None = labelled("资金", "Capital", masked=True)
    finances: Text | None = labelled("财务情况", "Finances", masked=True)
    staff: Text | None = labelled("员工情况", "Staff", masked=True)
