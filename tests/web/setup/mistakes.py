"""What can be wrong in a set-up folder: what is written into `town/`, and what must be said of it."""

# ruff: noqa: E501 - a table, to be seen whole

Edit = tuple[str, str, str]
"""File, what stands in it, what is written instead."""
Told = list[tuple[str, int, str]]
"""File, line, sentence."""

MISTAKES: dict[str, tuple[Edit, Told]] = {
    "a city without a time zone": (
        ("city.yaml", "time_zone: Asia/Shanghai\n", ""),
        [("city.yaml", 2, "“time_zone” is missing.")],
    ),
    "a time zone that is none": (
        ("city.yaml", "Asia/Shanghai", "Asia/Yunxi"),
        [("city.yaml", 4, "There is no time zone “Asia/Yunxi”; one is Asia/Shanghai.")],
    ),
    "a language that is not spoken here": (
        ("city.yaml", "zh-hans", "tlh"),
        [("city.yaml", 5, "“tlh” is not one of: zh-hans, en.")],
    ),
    "a strange coordinate system": (
        ("city.yaml", "WGS84", "Mars 2000"),
        [("city.yaml", 6, "The coordinate system “Mars 2000” is not known. Known are WGS84, GCJ-02, BD-09, CGCS2000.")],
    ),
    "a line that unfolds": (
        ("city.yaml", "zh: 小城\n", "zh: &a 小城\nen_too: *a\n"),
        [("city.yaml", 3, "What stands elsewhere is not read in again here; please write it out.")],
    ),
    "a city called otherwise than its area": (
        ("city.yaml", "小城", "大城"),
        [("city.yaml", 2, "The city is called “大城” here and “小城” in areas.csv.")],
    ),
    "an area below one that is not there": (
        ("areas.csv", "t2,1,t,", "t2,1,x,"),
        [("areas.csv", 4, "There is no area with the code x.")],
    ),
    "a level that is no number": (
        ("areas.csv", "t1,1,t,", "t1,first,t,"),
        [("areas.csv", 3, "“first” is not a number.")],
    ),
    "a day that is none": (
        ("areas.csv", "East Street,2024-01-01", "East Street,2024-02-30"),
        [("areas.csv", 4, "“2024-02-30” is not a day such as 2026-11-22.")],
    ),
    "an area twice": (
        ("areas.csv", "t2,1,t,东街道,East Street,2024-01-01\n", "t2,1,t,东街道,East Street,\nt2,1,t,东,East,\n"),
        [("areas.csv", 5, "The code t2 stands here a second time.")],
    ),
    "a border of no area": (
        ("areas.geojson", '"code":"t2"', '"code":"t9"'),
        [("areas.geojson", 3, "There is no area with the code t9.")],
    ),
    "a polygon that encloses nothing": (
        ("areas.geojson", "[114.1,30.0],[114.2,30.0],[114.2,30.1],[114.1,30.1],[114.1,30.0]", "[114.1,30.0],[114.2,30.0],[114.1,30.0],[114.1,30.0]"),
        [("areas.geojson", 3, "The geometry encloses no area.")],
    ),
    "a border that is a point": (
        ("areas.geojson", '"type":"Polygon","coordinates":[[[114.1,30.0],[114.2,30.0],[114.2,30.1],[114.1,30.1],[114.1,30.0]]]', '"type":"Point","coordinates":[114.1,30.0]'),
        [("areas.geojson", 3, "The geometry is no polygon.")],
    ),
    "a map that is cut off": (
        ("areas.geojson", "]}\n", ""),
        [("areas.geojson", 4, "This is not GeoJSON: Expecting ',' delimiter.")],
    ),
    "an address off the globe": (
        ("addresses.csv", "114.05,30.05", "30.05,114.05"),
        [("addresses.csv", 2, "30.05, 114.05 is not a longitude from -180 to 180 and a latitude from -90 to 90.")],
    ),
    "an address in no area": (
        ("addresses.csv", ",,,t2", ",,,t3"),
        [("addresses.csv", 3, "There is no area with the code t3.")],
    ),
    "a row too short": (
        ("addresses.csv", "a2,东街2号,,,,t2", "a2,东街2号,t2"),
        [("addresses.csv", 3, "The row has 3 cells, the header 6.")],
    ),
    "a misspelt column": (
        ("units.csv", "parent", "above"),
        [("units.csv", 1, "There is no column “above” here; there are: code, parent, level, zh, en, area, hours, phone, retired.")],
    ),
    "a missing column": (
        ("duties.csv", "item,unit", "item,item"),
        [
            ("duties.csv", 1, "The column “item” stands here twice."),
            ("duties.csv", 1, "The column “unit” is missing."),
        ],
    ),
    "YAML that is none": (
        ("kinds.yaml", "zh: 求助", "zh: [求助"),
        [("kinds.yaml", 4, "This is not YAML: expected ',' or ']', but got ':'.")],
    ),
    "a field twice": (
        ("kinds.yaml", "  zh: 求助\n", "  zh: 求助\n  zh: 求救\n"),
        [("kinds.yaml", 4, 'This is not YAML: found duplicate key "zh" with value "求救" (original value: "求助").')],
    ),
    "a mapping where a list belongs": (
        ("kinds.yaml", "- code: help\n  zh: 求助\n  en: Request for help\n- code: complaint\n  zh: 投诉\n  en: Complaint\n", "help: 求助\n"),
        [
            ("categories.yaml", 9, "“kind”: there is no “help” in kinds.yaml."),
            ("categories.yaml", 22, "“kind”: there is no “help” in kinds.yaml."),
            ("kinds.yaml", 2, "Here a list is expected: each entry begins with “- ”."),
        ],
    ),
    "a field that nobody knows": (
        ("tiers.yaml", "urgent: true", "colour: red"),
        [("tiers.yaml", 9, "There is no field “colour” here.")],
    ),
    "a period that is none": (
        ("tiers.yaml", "limit: 7 d midnight rolls", "limit: one week"),
        [("tiers.yaml", 14, "“one week” is not a period such as 15 min, 2 h, 7 d, 5 wd (working days) or 20 wd midnight rolls.")],
    ),
    "neither true nor false": (
        ("tiers.yaml", "urgent: true", "urgent: perhaps"),
        [("tiers.yaml", 9, "“perhaps” is neither true nor false.")],
    ),
    "a code that is a number": (
        ("tiers.yaml", "code: T3", "code: 3"),
        [
            ("categories.yaml", 23, "“tier”: there is no “T3” in tiers.yaml."),
            ("tiers.yaml", 10, "“code” must be text; put it in quotes."),
        ],
    ),
    "a tier that is not there": (
        ("categories.yaml", "tier: T3", "tier: T9"),
        [("categories.yaml", 23, "“tier”: there is no “T9” in tiers.yaml.")],
    ),
    "a leaf without a tier": (
        ("categories.yaml", "    tier: T1\n", ""),
        [("categories.yaml", 6, "Cases are filed here, so it needs a tier.")],
    ),
    "half an emergency test": (
        ("categories.yaml", "    emergency_en: You smell gas\n", ""),
        [("categories.yaml", 6, "An emergency test has a number and a sentence in both languages.")],
    ),
    "an Open311 code twice": (
        ("categories.yaml", "STREET_LIGHT_OUT", "GAS_LEAK"),
        [("categories.yaml", 25, "The Open311 code GAS_LEAK stands in line 14 already.")],
    ),
    "a category twice": (
        ("categories.yaml", 'code: "0203"', 'code: "0103"'),
        [
            ("categories.yaml", 19, "“0103” stands in line 6 already."),
            ("duties.csv", 2, "“category”: there is no “0203” in categories.yaml."),
            ("duties.csv", 4, "“category”: there is no “0203” in categories.yaml."),
            ("templates.yaml", 5, "“category”: there is no “0203” in categories.yaml."),
        ],
    ),
    "evidence nobody can give": (
        ("categories.yaml", "- photo", "- smell"),
        [("categories.yaml", 27, "“smell” is not one of: photo, document, basis.")],
    ),
    "a strange confidentiality": (
        ("categories.yaml", "confidentiality: confidential", "confidentiality: top secret"),
        [("categories.yaml", 24, "“top secret” is not one of: normal, confidential.")],
    ),
    "questions that are no JSON Schema": (
        ("categories.yaml", "type: integer", "type: whole"),
        [("categories.yaml", 39, "The extra questions are no JSON Schema: 'whole' is not valid under any of the given schemas.")],
    ),
    "questions that are no object": (
        ("categories.yaml", "type: object", "type: array"),
        [("categories.yaml", 29, "The extra questions are a JSON Schema of the type object, with properties.")],
    ),
    "a question in one language": (
        ("categories.yaml", "          title_en: How many lights?\n", ""),
        [("categories.yaml", 36, "The question “lights” has no title and title_en.")],
    ),
    "a question after an identity card": (
        ("categories.yaml", "title: 灯杆编号", "title: 您的身份证号码"),
        [("categories.yaml", 33, "“您的身份证号码” asks for “身份证”. Who somebody is stands in no case; a number that a person keeps for life would join all their cases.")],
    ),
    "a field after the household": (
        ("categories.yaml", "pole_number:", "householdRegister:"),
        [("categories.yaml", 32, "“householdRegister” asks for “household register”. There is no register of residents or households; what belongs to a case is what it is about.")],
    ),
    "a contact erased before anybody could ask for a review": (
        ("kinds.yaml", "  en: Request for help\n", "  en: Request for help\n  retention_days: 7\n"),
        [("kinds.yaml", 5, "A contact is kept 30 to 3650 days after closing, not 7.")],
    ),
    "a reason for nothing": (
        ("reasons.yaml", "return:", "holiday:"),
        [("reasons.yaml", 3, "“holiday” is not one of: return, reassign, extension, escalation, pause, park, exclusion, not_solved, end, hold.")],
    ),
    "a reason without English": (
        ("reasons.yaml", "  en: Beyond duty\n", ""),
        [("reasons.yaml", 7, "“en” is missing.")],
    ),
    "a field of a template that nothing fills": (
        ("templates.yaml", "The light is repaired.", "The light at {place} is repaired since {yesterday}."),
        [("templates.yaml", 9, "There is no field {yesterday}. A template may name: number, received, today, due, category, place, unit, phone.")],
    ),
    "an empty reply": (
        ("templates.yaml", "text_zh: |-\n    您好！\n    路灯已修复。", 'text_zh: ""'),
        [("templates.yaml", 6, "“text_zh” is empty.")],
    ),
    "units in a circle": (
        ("units.csv", "west,gov,", "west,willow,"),
        [("units.csv", 5, "These lie below one another in a circle: west → willow → west.")],
    ),
    "categories in a circle": (
        ("categories.yaml", '- code: "02"\n  zh: 道路', '- code: "02"\n  parent: "0203"\n  zh: 道路'),
        [("categories.yaml", 16, "These lie below one another in a circle: 02 → 0203 → 02.")],
    ),
    "an address too long": (
        ("addresses.csv", "西街1号", "西" * 201),
        [("addresses.csv", 2, "“zh” is longer than 200 characters.")],
    ),
    "a level that is not there": (
        ("units.csv", "utility", "ministry"),
        [("units.csv", 3, "“ministry” is not one of: city, hotline, department, utility, district, street, community, committee.")],
    ),
    "a unit below nobody": (
        ("units.csv", "gas,gov,", "gas,mayor,"),
        [("units.csv", 3, "“parent”: there is no “mayor” in units.csv.")],
    ),
    "a code with a space": (
        ("units.csv", "gov,,city", "the gov,,city"),
        [
            ("units.csv", 2, "“the gov” cannot be used as “code”: no spaces, commas or other signs."),
            ("units.csv", 3, "“parent”: there is no “gov” in units.csv."),
            ("units.csv", 4, "“parent”: there is no “gov” in units.csv."),
            ("units.csv", 5, "“parent”: there is no “gov” in units.csv."),
        ],
    ),
    "a name too long": (
        ("units.csv", "Gas Company", "G" * 121),
        [("units.csv", 3, "“en” is longer than 120 characters.")],
    ),
    "a duty of nobody": (
        ("duties.csv", "2,gas,", "2,petrol,"),
        [("duties.csv", 3, "“unit”: there is no “petrol” in units.csv.")],
    ),
    "a duty for nothing": (
        ("duties.csv", "lighting,0203", "lighting,0293"),
        [("duties.csv", 2, "“category”: there is no “0293” in categories.yaml.")],
    ),
    "a duty nowhere": (
        ("duties.csv", "0203,t1", "0203,t7"),
        [("duties.csv", 4, "“area”: there is no “t7” in areas.csv.")],
    ),
    "two duties of the same item": (
        ("duties.csv", "14,willow", "1,willow"),
        [("duties.csv", 4, "“1” stands in line 2 already.")],
    ),
    "a community without a clause": (
        ("duties.csv", "清单第7项", ""),
        [("duties.csv", 4, "A community committee has no duty without a clause.")],
    ),
    "a duty that ends before it begins": (
        ("duties.csv", "clause,valid_from\n1,lighting,0203,,,照明条例,2024-01-01", "valid_until,valid_from\n1,lighting,0203,,,2023-01-01,2024-01-01"),
        [
            ("duties.csv", 2, "It ends before it begins."),
            ("duties.csv", 3, "“燃气条例” is not a day such as 2026-11-22."),
            ("duties.csv", 4, "“清单第7项” is not a day such as 2026-11-22."),
        ],
    ),
    "a shift on no day": (
        ("shifts.csv", "12345,", "Mon-Fri,"),
        [("shifts.csv", 3, "“Mon-Fri” are not weekdays such as 12345 (1 is Monday).")],
    ),
    "a shift at no time": (
        ("shifts.csv", "08:30", "half past eight"),
        [("shifts.csv", 3, "“half past eight” is not a time such as 08:30.")],
    ),
    "a role that does not exist": (
        ("staff.csv", "lighting,handler", "lighting,mayor"),
        [("staff.csv", 3, "“mayor” is not one of: operator, dispatcher, handler, field, mediator, supervisor, admin, security, auditor, integrator.")],
    ),
    "a resident with an account": (
        ("staff.csv", "lighting,handler", "lighting,resident"),
        [("staff.csv", 3, "“resident” is not one of: operator, dispatcher, handler, field, mediator, supervisor, admin, security, auditor, integrator.")],
    ),
    "a handler without a unit": (
        ("staff.csv", "handler,lighting", "handler,"),
        [("staff.csv", 3, "The role “handler” works at a unit; none is named.")],
    ),
}  # fmt: skip
