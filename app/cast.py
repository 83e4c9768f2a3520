"""Invented places and people of the practice market: who works where, and under which names."""

import unicodedata
from random import Random

from app.manners import TEAM_TIMES
from app.market import Site, Team, Worker

HUMANS = 360

_NICKNAMES = {
    "Robert": "Bob", "William": "Bill", "Elizabeth": "Liz", "Margaret": "Maggie", "Katherine": "Kate",
    "James": "Jim", "Michael": "Mike", "Thomas": "Tom", "Jennifer": "Jen", "Christopher": "Chris",
    "Susan": "Sue", "Patricia": "Pat", "Andrew": "Andy", "Samantha": "Sam", "Alexander": "Alex",
    "Daniel": "Dan", "Matthew": "Matt", "Anthony": "Tony", "Deborah": "Debbie", "Rebecca": "Becky",
}  # fmt: skip
_FIRSTS = (
    *_NICKNAMES, "José", "María", "Zoë", "Renée", "Siobhán", "Jürgen", "Björn", "Chloé", "Łukasz", "Agnès",
    "Amara", "Priya", "Wei", "Fatima", "Kwame", "Ingrid", "Omar", "Leila", "Hiro", "Noor",
)  # fmt: skip
_LASTS = (
    "Smith-Jones", "García-López", "Owen-Price", "Adeyemi-Cole", "Núñez", "Müller", "Peña", "Sørensen",
    "Lefèvre", "Muñoz", "Björklund", "Castañeda", "Whitcombe", "Okafor", "Hargreave", "Delacroix",
    "Prendergast", "Nakamura", "Oyelaran", "Lindqvist", "Ferreira", "Abernathy", "Castellano", "Winslow",
    "Mbeki", "Haddad", "Kowalczyk", "Thackeray", "Venkataraman", "Bellweather", "O'Rourke", "Marchetti",
    "Osei", "Pemberton", "Quigley", "Rasmussen", "Tanaka", "Ullman", "Vasquez", "Yarborough",
)  # fmt: skip
_PLAIN_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "Ł": "L", "ł": "l", "ß": "ss"})

# Which vendors know a human: every third human two or three of them, the others one.
_SHARED = (
    ("trio", "shiftboard"),
    ("shiftboard", "trio"),
    ("utrac", "fourspaces"),
    ("shiftboard", "utrac"),
    ("trio", "shiftboard", "utrac"),
    ("trio", "fourspaces"),
)
_SINGLE = ("shiftboard", "trio", "shiftboard", "utrac", "shiftboard", "trio", "utrac", "fourspaces")
_FIRST_ID = {"trio": 47, "shiftboard": 310_400, "utrac": 7_100, "fourspaces": 11}

# Role, its specialties, and what an hour of it costs in cents.
ROLES: dict[str, tuple[tuple[str, tuple[str, ...], int], ...]] = {
    "trio": (
        ("RN", ("ICU", "ED", "Med/Surg", "Telemetry", "L&D"), 8500),
        ("LPN", ("Long-Term Care", "Med/Surg"), 5400),
        ("CNA", ("Med/Surg", "Long-Term Care"), 3800),
        ("Surgical Tech", ("OR",), 6200),
        ("Respiratory Therapist", ("ICU", "NICU"), 6800),
    ),
    "shiftboard": (
        ("Registered Nurse", ("ICU", "Emergency", "Oncology", "Pediatrics"), 7900),
        ("Nursing Assistant", ("Medical", "Rehab"), 3500),
        ("Phlebotomist", ("Laboratory",), 3900),
        ("Unit Clerk", ("Front Desk",), 3100),
        ("Charge Nurse", ("ICU", "Medical"), 9200),
    ),
    "utrac": (
        ("Steward", ("",), 1450),
        ("Security Officer", ("",), 1680),
        ("Bar Staff", ("",), 1390),
        ("Site Crew", ("",), 1575),
        ("First Aider", ("",), 1820),
    ),
    "fourspaces": (("Pflegefachkraft", ("",), 2600), ("Empfang", ("",), 1900)),
}

_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
)  # fmt: skip
_LONDON, _BERLIN = "Europe/London", "Europe/Berlin"
_WARDS = ("4 West", "ICU North", "Emergency", "Surgery", "Maternity")
_DEPARTMENTS = ("Inpatient", "Outpatient", "Emergency", "Laboratory")
_AREAS = ("Main Gate", "Hall 2", "Backstage")

_PLACES: dict[str, tuple[tuple[str, str, str, str, str, str], ...]] = {
    "trio": (
        ("St. Brannock Hospital", "1 Main St", "Albany", "NY", "12207", _EASTERN),
        ("Harbor Point Medical Center", "220 Wharf Ave", "Boston", "MA", "02110", _EASTERN),
        ("Laurel Ridge Hospital", "75 Ridge Rd", "Pittsburgh", "PA", "15213", _EASTERN),
        ("Palmetto Coast Clinic", "9 Bay St", "Savannah", "GA", "31401", _EASTERN),
        ("Lakeview Mercy", "1400 Lake Dr", "Milwaukee", "WI", "53202", _CENTRAL),
        ("Prairie Cross Hospital", "310 Elm St", "Des Moines", "IA", "50309", _CENTRAL),
        ("Lone Oak Medical Center", "88 Oak Blvd", "Austin", "TX", "78701", _CENTRAL),
    ),
    "shiftboard": (
        ("Cascade Valley Hospital", "500 Cedar St", "Seattle", "WA", "98104", _PACIFIC),
        ("Golden Cove Health", "77 Ocean Ave", "San Francisco", "CA", "94112", _PACIFIC),
        ("Sunset Canyon Clinic", "1200 Canyon Dr", "Los Angeles", "CA", "90046", _PACIFIC),
        ("Rogue River Care Home", "14 Mill Ln", "Medford", "OR", "97501", _PACIFIC),
        ("Front Range Medical", "640 Aspen Way", "Denver", "CO", "80203", _MOUNTAIN),
        ("Wasatch Family Clinic", "31 Temple Ct", "Salt Lake City", "UT", "84101", _MOUNTAIN),
        ("Two Rivers Hospital", "900 River Rd", "Minneapolis", "MN", "55401", _CENTRAL),
        ("Gateway Arch Health", "12 Market St", "St. Louis", "MO", "63101", _CENTRAL),
    ),
    "utrac": (
        ("Winter Fair: Build", "Olympia Way", "London", "Greater London", "W14 8UX", _LONDON),
        ("Riverside Half Marathon", "Embankment", "London", "Greater London", "SE1 7PB", _LONDON),
        ("Northgate Arena: Season", "Arena Sq", "Manchester", "Greater Manchester", "M3 1AR", _LONDON),
        ("Harbour Lights Festival", "Quay St", "Bristol", "Bristol", "BS1 4RN", _LONDON),
        ("Castle Street Market", "Castle St", "Edinburgh", "Midlothian", "EH2 3AH", _LONDON),
        ("Conference Week: Get-out", "Broad St", "Birmingham", "West Midlands", "B1 2EA", _LONDON),
    ),
    "fourspaces": (
        ("Haus Lindenhof", "Lindenstraße 12", "Berlin", "Berlin", "10969", _BERLIN),
        ("Haus am Kanal", "Kanalufer 3", "Berlin", "Berlin", "10999", _BERLIN),
    ),
}
_UNITS = {
    "trio": _WARDS,
    "shiftboard": _DEPARTMENTS,
    "utrac": _AREAS,
    "fourspaces": ("Station 1", "Station 2"),
}


def sites() -> dict[str, list[Site]]:
    """Return each vendor's facilities, by vendor key."""
    return {
        vendor: [
            Site(
                id=n,
                name=name,
                line1=line1,
                city=city,
                state=state,
                zip=code,
                zone=zone,
                units=_UNITS[vendor],
            )
            for n, (name, line1, city, state, code, zone) in enumerate(places, 101)
        ]
        for vendor, places in _PLACES.items()
    }


def workers(rng: Random) -> dict[str, list[Worker]]:
    """Return the people of each vendor, by vendor key; a third of the humans are in several lists."""
    known: dict[str, list[Worker]] = {vendor: [] for vendor in _PLACES}
    names = rng.sample([(first, last) for first in _FIRSTS for last in _LASTS], HUMANS)
    for human, (first, last) in enumerate(names):
        vendors = _SHARED[human // 3 % len(_SHARED)] if human % 3 == 0 else (_SINGLE[human % len(_SINGLE)],)
        skill = rng.randrange(60)
        for nth, vendor in enumerate(vendors):
            written = (first, last) if nth == 0 else known_as(rng, first, last)
            roles = ROLES[vendor]
            known[vendor].append(
                Worker(
                    human=human,
                    id=_FIRST_ID[vendor] + len(known[vendor]),
                    first=written[0],
                    last=written[1],
                    role=roles[skill % len(roles)][0],
                    payroll=f"E{20_000 + human}",
                )
            )
    return known


def known_as(rng: Random, first: str, last: str) -> tuple[str, str]:
    """Return a first and last name as another office may have written them down."""
    ways = [(f"{first[0]}.", last), (f"{first} {rng.choice('AEJLMR')}.", last), (last, first)]
    if first in _NICKNAMES:
        ways += [(_NICKNAMES[first], last)] * 4
    if "-" in last:
        ways += [(first, last.split("-")[0]), (first, last.replace("-", " "))] * 2
    if (bare := (_unaccented(first), _unaccented(last))) != (first, last):
        ways += [bare] * 3
    return rng.choice(ways)


def teams(members: list[Worker]) -> list[Team]:
    """Return 4spaces' teams, its people spread over them."""
    return [
        Team(id=n + 1, name=name, members=tuple(members[n :: len(TEAM_TIMES)]))
        for n, name in enumerate(TEAM_TIMES)
    ]


def _unaccented(name: str) -> str:
    parts = unicodedata.normalize("NFD", name.translate(_PLAIN_LETTERS))
    return "".join(ch for ch in parts if not unicodedata.combining(ch))
