"""Terms as IRIs, one class per namespace; `tests/test_vocab.py` checks OSCE against `ontology/osce.ttl`."""

from __future__ import annotations

from osce_kg.rdf import IRI


class OSCE:
    """The project's own ontology, `osce:`."""

    NS = "https://w3id.org/osce-kg/ontology#"

    State = IRI(NS + "State")
    Area = IRI(NS + "Area")
    ParticipatingState = IRI(NS + "ParticipatingState")
    PartnerForCooperation = IRI(NS + "PartnerForCooperation")
    FormerState = IRI(NS + "FormerState")
    Participation = IRI(NS + "Participation")
    Partnership = IRI(NS + "Partnership")
    Chairpersonship = IRI(NS + "Chairpersonship")
    Tenure = IRI(NS + "Tenure")
    FieldOfWork = IRI(NS + "FieldOfWork")
    MeetingSeries = IRI(NS + "MeetingSeries")
    Dimension = IRI(NS + "Dimension")
    Meeting = IRI(NS + "Meeting")
    Institution = IRI(NS + "Institution")
    SecretariatUnit = IRI(NS + "SecretariatUnit")
    FieldOperation = IRI(NS + "FieldOperation")
    FieldPresence = IRI(NS + "FieldPresence")
    DecisionMakingBody = IRI(NS + "DecisionMakingBody")
    NamePeriod = IRI(NS + "NamePeriod")
    Decision = IRI(NS + "Decision")
    Document = IRI(NS + "Document")
    PressRelease = IRI(NS + "PressRelease")
    NewsItem = IRI(NS + "NewsItem")
    Statement = IRI(NS + "Statement")
    Report = IRI(NS + "Report")
    DailyReport = IRI(NS + "DailyReport")
    SpotReport = IRI(NS + "SpotReport")
    Guide = IRI(NS + "Guide")
    Quotation = IRI(NS + "Quotation")
    Role = IRI(NS + "Role")
    Project = IRI(NS + "Project")
    Evidence = IRI(NS + "Evidence")
    Rule = IRI(NS + "Rule")
    Capture = IRI(NS + "Capture")
    Claim = IRI(NS + "Claim")
    MenuEntry = IRI(NS + "MenuEntry")
    Source = IRI(NS + "Source")
    Extractor = IRI(NS + "Extractor")
    isoAlpha2 = IRI(NS + "isoAlpha2")
    isoAlpha3 = IRI(NS + "isoAlpha3")
    m49 = IRI(NS + "m49")
    helsinkiFinalActSigned = IRI(NS + "helsinkiFinalActSigned")
    charterOfParisSigned = IRI(NS + "charterOfParisSigned")
    post = IRI(NS + "post")
    state = IRI(NS + "state")
    operationalFrom = IRI(NS + "operationalFrom")
    mandateUpdatedBy = IRI(NS + "mandateUpdatedBy")
    series = IRI(NS + "series")
    areaCode = IRI(NS + "areaCode")
    partnerGroup = IRI(NS + "partnerGroup")
    year = IRI(NS + "year")
    underChairpersonship = IRI(NS + "underChairpersonship")
    dimension = IRI(NS + "dimension")
    hostCountry = IRI(NS + "hostCountry")
    seat = IRI(NS + "seat")
    establishedBy = IRI(NS + "establishedBy")
    closedBy = IRI(NS + "closedBy")
    succeededBy = IRI(NS + "succeededBy")
    succeeds = IRI(NS + "succeeds")
    phaseOf = IRI(NS + "phaseOf")
    nameOf = IRI(NS + "nameOf")
    name = IRI(NS + "name")
    fromEarliest = IRI(NS + "fromEarliest")
    fromLatest = IRI(NS + "fromLatest")
    untilEarliest = IRI(NS + "untilEarliest")
    untilLatest = IRI(NS + "untilLatest")
    until = IRI(NS + "until")
    endState = IRI(NS + "endState")
    status = IRI(NS + "status")
    statusAsOf = IRI(NS + "statusAsOf")
    Ended = IRI(NS + "Ended")
    Ongoing = IRI(NS + "Ongoing")
    EndUnknown = IRI(NS + "EndUnknown")
    Active = IRI(NS + "Active")
    Closed = IRI(NS + "Closed")
    StatusUnknown = IRI(NS + "StatusUnknown")
    issuedFrom = IRI(NS + "issuedFrom")
    fieldOfWork = IRI(NS + "fieldOfWork")
    matches = IRI(NS + "matches")
    searchScore = IRI(NS + "searchScore")
    taggedSource = IRI(NS + "taggedSource")
    issuedBy = IRI(NS + "issuedBy")
    aboutCountry = IRI(NS + "aboutCountry")
    fingerprint = IRI(NS + "fingerprint")
    taggedSourceText = IRI(NS + "taggedSourceText")
    fieldText = IRI(NS + "fieldText")
    placeText = IRI(NS + "placeText")
    speaker = IRI(NS + "speaker")
    speakerNameText = IRI(NS + "speakerNameText")
    speakerRole = IRI(NS + "speakerRole")
    role = IRI(NS + "role")
    speakerBody = IRI(NS + "speakerBody")
    speakerState = IRI(NS + "speakerState")
    attribution = IRI(NS + "attribution")
    Explicit = IRI(NS + "Explicit")
    Continued = IRI(NS + "Continued")
    Inferred = IRI(NS + "Inferred")
    identity = IRI(NS + "identity")
    NameOnly = IRI(NS + "NameOnly")
    Confirmed = IRI(NS + "Confirmed")
    country = IRI(NS + "country")
    implementedBy = IRI(NS + "implementedBy")
    partner = IRI(NS + "partner")
    onSubject = IRI(NS + "onSubject")
    onProperty = IRI(NS + "onProperty")
    onLiteral = IRI(NS + "onLiteral")
    inCapture = IRI(NS + "inCapture")
    start = IRI(NS + "start")
    end = IRI(NS + "end")
    rule = IRI(NS + "rule")
    basis = IRI(NS + "basis")
    Read = IRI(NS + "Read")
    Resolved = IRI(NS + "Resolved")
    confidence = IRI(NS + "confidence")
    High = IRI(NS + "High")
    Medium = IRI(NS + "Medium")
    Low = IRI(NS + "Low")
    rank = IRI(NS + "rank")
    Preferred = IRI(NS + "Preferred")
    NotPreferred = IRI(NS + "NotPreferred")
    sha256 = IRI(NS + "sha256")
    textSha256 = IRI(NS + "textSha256")
    alsoCapturedIn = IRI(NS + "alsoCapturedIn")
    TimeElement = IRI(NS + "TimeElement")
    DateLabel = IRI(NS + "DateLabel")
    HeaderLine = IRI(NS + "HeaderLine")
    Dateline = IRI(NS + "Dateline")
    Listing = IRI(NS + "Listing")
    Headline = IRI(NS + "Headline")
    ContainerMetadata = IRI(NS + "ContainerMetadata")

    from_ = IRI(NS + "from")
    family = IRI(NS + "family")
    otherDate = IRI(NS + "otherDate")
    suppressedKeySha256 = IRI(NS + "suppressedKeySha256")
    RetiredIdentifier = IRI(NS + "RetiredIdentifier")
    collectiveSpeaker = IRI(NS + "collectiveSpeaker")
    quotedDocument = IRI(NS + "quotedDocument")
    UnreviewedConcept = IRI(NS + "UnreviewedConcept")
    NavigationMenu = IRI(NS + "NavigationMenu")
    showsMenu = IRI(NS + "showsMenu")
    complete = IRI(NS + "complete")
    entryKind = IRI(NS + "entryKind")
    entryFor = IRI(NS + "entryFor")
    showsChairpersonship = IRI(NS + "showsChairpersonship")
    EndState = IRI(NS + "EndState")
    BodyStatus = IRI(NS + "BodyStatus")
    DateOrigin = IRI(NS + "DateOrigin")
    Attribution = IRI(NS + "Attribution")
    IdentityStatus = IRI(NS + "IdentityStatus")
    Basis = IRI(NS + "Basis")
    ConfidenceLevel = IRI(NS + "ConfidenceLevel")
    Rank = IRI(NS + "Rank")


def osce(local: str) -> IRI:
    """Return an `osce:` term by local name, for enumerations whose values are local names."""
    return IRI(OSCE.NS + local)


class RDFS:
    """RDF Schema."""

    NS = "http://www.w3.org/2000/01/rdf-schema#"

    label = IRI(NS + "label")
    comment = IRI(NS + "comment")
    isDefinedBy = IRI(NS + "isDefinedBy")
    seeAlso = IRI(NS + "seeAlso")
    subClassOf = IRI(NS + "subClassOf")
    subPropertyOf = IRI(NS + "subPropertyOf")
    domain = IRI(NS + "domain")
    range = IRI(NS + "range")


class OWL:
    """OWL 2."""

    NS = "http://www.w3.org/2002/07/owl#"

    deprecated = IRI(NS + "deprecated")


class SKOS:
    """SKOS."""

    NS = "http://www.w3.org/2004/02/skos/core#"

    Concept = IRI(NS + "Concept")
    ConceptScheme = IRI(NS + "ConceptScheme")
    prefLabel = IRI(NS + "prefLabel")
    altLabel = IRI(NS + "altLabel")
    inScheme = IRI(NS + "inScheme")
    topConceptOf = IRI(NS + "topConceptOf")
    hasTopConcept = IRI(NS + "hasTopConcept")
    broader = IRI(NS + "broader")
    narrower = IRI(NS + "narrower")
    exactMatch = IRI(NS + "exactMatch")
    closeMatch = IRI(NS + "closeMatch")
    scopeNote = IRI(NS + "scopeNote")
    editorialNote = IRI(NS + "editorialNote")
    definition = IRI(NS + "definition")
    notation = IRI(NS + "notation")


class SCHEMA:
    """schema.org with its https IRIs."""

    NS = "https://schema.org/"

    NewsArticle = IRI(NS + "NewsArticle")
    Person = IRI(NS + "Person")
    Place = IRI(NS + "Place")
    Event = IRI(NS + "Event")
    CreativeWork = IRI(NS + "CreativeWork")
    Quotation = IRI(NS + "Quotation")
    name = IRI(NS + "name")
    headline = IRI(NS + "headline")
    inLanguage = IRI(NS + "inLanguage")
    dateline = IRI(NS + "dateline")
    locationCreated = IRI(NS + "locationCreated")
    mentions = IRI(NS + "mentions")
    url = IRI(NS + "url")
    text = IRI(NS + "text")
    position = IRI(NS + "position")
    isPartOf = IRI(NS + "isPartOf")
    creditText = IRI(NS + "creditText")
    articleBody = IRI(NS + "articleBody")
    latitude = IRI(NS + "latitude")
    longitude = IRI(NS + "longitude")
    sameAs = IRI(NS + "sameAs")
    translationOfWork = IRI(NS + "translationOfWork")
    containedInPlace = IRI(NS + "containedInPlace")
    startDate = IRI(NS + "startDate")
    endDate = IRI(NS + "endDate")
    location = IRI(NS + "location")
    superEvent = IRI(NS + "superEvent")
    honorificPrefix = IRI(NS + "honorificPrefix")
    jobTitle = IRI(NS + "jobTitle")
    abstract = IRI(NS + "abstract")
    organizer = IRI(NS + "organizer")
    softwareVersion = IRI(NS + "softwareVersion")


class DCT:
    """DCMI Metadata Terms."""

    NS = "http://purl.org/dc/terms/"

    issued = IRI(NS + "issued")
    identifier = IRI(NS + "identifier")
    title = IRI(NS + "title")
    description = IRI(NS + "description")
    creator = IRI(NS + "creator")
    license = IRI(NS + "license")
    rightsHolder = IRI(NS + "rightsHolder")
    source = IRI(NS + "source")
    format = IRI(NS + "format")
    isReplacedBy = IRI(NS + "isReplacedBy")
    subject = IRI(NS + "subject")
    type = IRI(NS + "type")
    created = IRI(NS + "created")
    publisher = IRI(NS + "publisher")
    modified = IRI(NS + "modified")
    accessRights = IRI(NS + "accessRights")


class ORG:
    """W3C Organization Ontology."""

    NS = "http://www.w3.org/ns/org#"

    Organization = IRI(NS + "Organization")
    OrganizationalUnit = IRI(NS + "OrganizationalUnit")
    Membership = IRI(NS + "Membership")
    Post = IRI(NS + "Post")
    ChangeEvent = IRI(NS + "ChangeEvent")
    member = IRI(NS + "member")
    organization = IRI(NS + "organization")
    subOrganizationOf = IRI(NS + "subOrganizationOf")
    originalOrganization = IRI(NS + "originalOrganization")
    resultingOrganization = IRI(NS + "resultingOrganization")
    changedBy = IRI(NS + "changedBy")
    resultedFrom = IRI(NS + "resultedFrom")
    linkedTo = IRI(NS + "linkedTo")
    postIn = IRI(NS + "postIn")
    heldBy = IRI(NS + "heldBy")
    holds = IRI(NS + "holds")
    role = IRI(NS + "role")


class OA:
    """W3C Web Annotation."""

    NS = "http://www.w3.org/ns/oa#"

    Annotation = IRI(NS + "Annotation")
    hasBody = IRI(NS + "hasBody")
    hasTarget = IRI(NS + "hasTarget")
    TextQuoteSelector = IRI(NS + "TextQuoteSelector")
    exact = IRI(NS + "exact")
    prefix = IRI(NS + "prefix")
    suffix = IRI(NS + "suffix")
    hasSelector = IRI(NS + "hasSelector")


class PROV:
    """PROV-O."""

    NS = "http://www.w3.org/ns/prov#"

    Entity = IRI(NS + "Entity")
    SoftwareAgent = IRI(NS + "SoftwareAgent")
    wasDerivedFrom = IRI(NS + "wasDerivedFrom")
    wasAttributedTo = IRI(NS + "wasAttributedTo")
    hadPrimarySource = IRI(NS + "hadPrimarySource")
    generatedAtTime = IRI(NS + "generatedAtTime")


class FOAF:
    """FOAF."""

    NS = "http://xmlns.com/foaf/0.1/"

    page = IRI(NS + "page")


class VOID:
    """VoID."""

    NS = "http://rdfs.org/ns/void#"

    Dataset = IRI(NS + "Dataset")
    triples = IRI(NS + "triples")


class DCAT:
    """DCAT 3."""

    NS = "http://www.w3.org/ns/dcat#"

    Dataset = IRI(NS + "Dataset")
    Distribution = IRI(NS + "Distribution")
    distribution = IRI(NS + "distribution")
    downloadURL = IRI(NS + "downloadURL")
    mediaType = IRI(NS + "mediaType")


PREFIXES: dict[str, str] = {
    "osce": OSCE.NS,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
    "dct": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vann": "http://purl.org/vocab/vann/",
    "sh": "http://www.w3.org/ns/shacl#",
}
"""The usual prefixes, for whatever is written for people."""


def short(iri: str, ids: str | None = None) -> str:
    """Return an IRI as a reader writes it: relative to `ids` (`{base}id/`), prefixed, or in full."""
    if ids and iri.startswith(ids):
        return iri[len(ids) :]
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local and "/" not in local:
            return f"{prefix}:{local}"
    return iri
