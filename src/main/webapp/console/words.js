// What the console says, in English and German.

const WORDS = {
  en: {
    skip: "Skip to content", stations: "Stations", messages: "Messages", transactions: "Transactions",
    station: "Station", state: "State", lastHeard: "Last heard", dialect: "Dialect", vendor: "Vendor",
    waiting: "Waiting", problem: "Problem", find: "Find", allStates: "all", onlyProblems: "Only with problems",
    more: "Show more", of: "of", none: "None.", connected: "connected", silent: "silent",
    disconnected: "disconnected", "never-heard": "never heard", away: "away", connecting: "connecting",
    closed: "not in use", address: "Address", links: "At the CSMS", connectors: "Connectors",
    connector: "Connector", status: "Status", error: "Error", since: "since", boot: "Last BootNotification",
    failures: "Calls that failed", send: "Send an operation", operation: "Operation", identity: "As",
    sendNow: "Send", sending: "Sent; waiting for the station …", reply: "Answer", answer: "answer", lastMessages: "Last messages",
    time: "Time", way: "Way", action: "Operation", part: "Part", outcome: "Outcome", payload: "Content",
    failedOnly: "Only failed", changedOnly: "Only changed", pause: "Pause", resume: "Continue",
    text: "Text", from: "From", to: "To",
    call: "call", delivery: "delivery", up: "to CSMS", down: "to station", card: "Card", started: "Started",
    stopped: "Ended", open: "open", ended: "ended", meterStart: "Meter at start (Wh)", connectedLinks: "Links",
    tryNow: "try again now", nextAttempt: "next attempt",
    oldest: "Oldest", isAway: "is away for", well: "The gateway is well",
    degraded: "Problems", noAnswer: "The gateway does not answer; trying again.", entries: "entries, as JSON",
    optional: "optional", left: "(left out)", csv: "as CSV", jsonl: "as JSONL", yes: "yes", unknownPage: "There is no such page.",
    audit: "Audit", who: "Who", login: "Log in", logout: "Log out", userName: "Name", password: "Password", wrongLogin: "The name or the password is wrong.",
    adminHint: "The name admin logs in with the token in data/admin-token of the home; gw users add makes others.",
    signOn: "Log in at the identity provider", "signOn-unreachable": "The identity provider does not answer; the log says why.", "signOn-failed": "The login failed; the log says why.",
    "signOn-role": "The identity provider gives you no role here.", "signOn-busy": "Too many log in at once; try again in a few seconds.",
    reason: "Reason", csms: "CSMS", note: "Note",
    practiceCsms: "Practice CSMS", practiceSays: "It accepts every station and every card. What you send here reaches the station through the gateway.",
    nobodyConnected: "No station is connected.", received: "received", sent: "sent",
    health: "Health", whileOpen: "The charts begin when the console is opened. Monitoring keeps them longer.", callsPerSecond: "Calls answered", answerTime: "Time to the answer, mean",
    waitingMessages: "Messages waiting", connectedStations: "Stations connected", heap: "Heap", transaction: "Transaction", ids: "Ids (station / CSMS)",
    meterStop: "Meter at end (Wh)", energy: "Energy", energyOverTime: "Energy", powerOverTime: "Power", signedValues: "Signed values", context: "Context",
    safeFile: "Download for the transparency software", safeSays: "XML in the form of S.A.F.E., with the public key if the gateway knows it",
    rules: "Rules", rulesSay: "The files of camel-routes/. A change goes live as a whole if it is right, whether it is made here or on the disk.", rulesRun: "The files in the folder are those that run.",
    rulesSoon: "The files in the folder are not those that run.", loaded: "Changes taken", rejected: "Changes rejected", files: "Files", file: "File", textOf: "Text of", saveRules: "Save", diffLive: "Difference from what runs", runCases: "Run the cases",
    discard: "Discard", newFile: "New file", create: "Create", history: "History", keep: "Keep", changedOnDisk: "Somebody has changed this file on the disk while you edited it.", removedOnDisk: "Somebody has removed this file from the disk while you edited it.",
    diffDisk: "Difference from the disk", keepMine: "Keep mine", takeTheirs: "Take theirs", checking: "Checking …", nothingWrong: "Nothing is wrong with it.", toBeRemoved: "to be removed", edited: "edited", collision: "changed on the disk", notLive: "not live",
    nothingEdited: "Nothing is edited.", collisionSay: "Files that you edited have changed on the disk. Decide for each of them; nothing was written.", saved: "Saved. It goes live within seconds.", noDifference: "There is no difference.",
    running: "Running …", passed: "passed", failed: "failed", notRun: "not run for want of time", case: "Case", difference: "Difference", changed: "What", undo: "Undo",
    settings: "Settings", settingsSay: "The text of site.yaml. A mark such as ***1-8f3a9c0d12ab*** stands for a secret: leave it, and the secret stays; or write another over it. What is saved goes live within seconds, as far as it needs no restart.",
    goesLive: "Goes live", waitsForRestart: "Waits for a restart", settingsRun: "The settings in the file are those in use.", sinceStart: "Changed since the start",
    log: "Log", logSay: "The last lines since the start, the latest first: warnings are kept longer than others.", level: "Level", "level-INFO": "all", "level-WARNING": "warnings and errors", "level-SEVERE": "errors", asText: "as text",
    cards: "Cards", cardsSay: "The cards in the files that site.yaml names. They decide while the CSMS is away, or as online-authorization says.", cardEdit: "Add or change a card", expiry: "Valid until", group: "Group", places: "Only at (serial numbers, stations)",
    saveCard: "Save the card", cardSaved: "Saved. It counts at once.", noCardFiles: "site.yaml names no card files (cards).", edit: "Change",
    replay: "Replay messages", replaySay: "Runs recorded messages through the rules that run and through the edited files, and shows of which something else would become. Nothing is sent. Rules begin without memory.",
    latest: "The latest", replayNow: "Replay", replayOne: "Replay against the edited rules", replayedOf: "messages were run", wouldChange: "would change", wouldFail: "would fail", cutShort: "not run because the log has only their beginning", firstOnes: "Shown are the first",
    "rules-routes": "Routes", "rules-form": "Forms", "rules-cases": "Cases",
    parked: "Parked messages", sendAgain: "Send again", remove: "Remove", removeAsks: "Remove it? The CSMS never gets it.",
    system: "System", version: "Version", java: "Java", clock: "Clock", disk: "Disk", freeOf: "free of", certificates: "Certificates", setting: "Setting", validUntil: "Valid until",
    logTakesLong: "The message log is long, and the search takes too long now.",
    closedByOperator: "Closed by an operator", closeByHand: "Close by hand", closeNow: "Close", closeAnyway: "Close it although the station is connected",
    closeSays: "For a transaction whose end the station will never report. With a reading, the CSMS gets a StopTransaction with it; without one, it hears nothing.",
    tooMany: "The station has sent more than is read here: the beginning is missing.",
    setup: "Setup", csmsIsSet: "A CSMS is set.", typeIntoStation: "What to type into a station", soapStations: "OCPP 1.5 and 1.6 over SOAP",
    jsonStations: "OCPP-J 1.6 (the identity follows)", firstStation: "The first station", nobodyYet: "Nobody has knocked yet; this page waits.",
    byMaker: "In the words of the makers", keba: "KEBA", abl: "ABL (SOAP, JSON)", technagon: "Technagon", tryCsms: "Try it", saveCsms: "Save",
    trying: "Trying; this takes up to a minute …", written: "Written to", setupAsks: "Which CSMS are the stations for? It is written to", csmsUrl: "Address of the CSMS, with {station} for the identity",
    user: "User", password: "Password", trialIdentity: "A station that the CSMS knows, for the trial", letIn: "Let it in", added: "Added to site.yaml; it is let in when it comes again.",
    refused: "Rejected", nobodyRefused: "Nobody was rejected at the door.", forgetAll: "Forget all", lines: "Lines for site.yaml",
    copy: "Copy", settled: "site.yaml now lets it in.",
    message: "Message", messageIds: "Message ids", trace: "Trace", changes: "What was changed", field: "Field",
    original: "Before", result: "After", rulesNow: "What the rules do to it now", madeNow: "(by the rules as they are now)",
    taken: "taken", notTaken: "not taken", noStep: "No step changes it.", allSteps: "All steps", absent: "(absent)",
    copyCase: "Copy as a case for tests", copied: "Copied", renamed: "another form", deduced: "deduced", approximated: "approximated", impossible: "left out",
  },
  de: {
    skip: "Zum Inhalt", stations: "Stationen", messages: "Nachrichten", transactions: "Ladevorgänge",
    station: "Station", state: "Zustand", lastHeard: "Zuletzt gehört", dialect: "Dialekt", vendor: "Hersteller",
    waiting: "Wartend", problem: "Problem", find: "Suchen", allStates: "alle", onlyProblems: "Nur mit Problemen",
    more: "Mehr zeigen", of: "von", none: "Keine.", connected: "verbunden", silent: "stumm",
    disconnected: "getrennt", "never-heard": "nie gehört", away: "nicht erreichbar", connecting: "verbindet",
    closed: "nicht benutzt", address: "Adresse", links: "Am CSMS", connectors: "Anschlüsse",
    connector: "Anschluss", status: "Status", error: "Fehler", since: "seit", boot: "Letzte BootNotification",
    failures: "Fehlgeschlagene Aufrufe", send: "Operation senden", operation: "Operation", identity: "Als",
    sendNow: "Senden", sending: "Gesendet; die Antwort der Station steht aus …", reply: "Antwort", answer: "Antwort", lastMessages: "Letzte Nachrichten",
    time: "Zeit", way: "Richtung", action: "Operation", part: "Teil", outcome: "Ergebnis", payload: "Inhalt",
    failedOnly: "Nur fehlgeschlagene", changedOnly: "Nur veränderte", pause: "Anhalten", resume: "Weiter",
    text: "Text", from: "Von", to: "Bis",
    call: "Aufruf", delivery: "Zustellung", up: "zum CSMS", down: "zur Station", card: "Karte", started: "Beginn",
    stopped: "Ende", open: "offen", ended: "beendet", meterStart: "Zählerstand am Beginn (Wh)", connectedLinks: "Verbindungen",
    tryNow: "jetzt noch einmal versuchen", nextAttempt: "nächster Versuch",
    oldest: "Älteste", isAway: "ist nicht erreichbar für", well: "Dem Gateway geht es gut",
    degraded: "Probleme", noAnswer: "Das Gateway antwortet nicht; neuer Versuch folgt.", entries: "Einträge, als JSON",
    optional: "optional", left: "(weggelassen)", csv: "als CSV", jsonl: "als JSONL", yes: "ja", unknownPage: "Diese Seite gibt es nicht.",
    audit: "Audit", who: "Wer", login: "Anmelden", logout: "Abmelden", userName: "Name", password: "Passwort", wrongLogin: "Name oder Passwort ist falsch.",
    adminHint: "Der Name admin meldet sich mit dem Token in data/admin-token des Homes an; gw users add legt andere an.",
    signOn: "Beim Identitätsanbieter anmelden", "signOn-unreachable": "Der Identitätsanbieter antwortet nicht; das Log sagt, warum.", "signOn-failed": "Die Anmeldung ist fehlgeschlagen; das Log sagt, warum.",
    "signOn-role": "Der Identitätsanbieter gibt Ihnen hier keine Rolle.", "signOn-busy": "Zu viele melden sich gleichzeitig an; bitte in einigen Sekunden noch einmal.",
    reason: "Grund", csms: "CSMS", note: "Hinweis",
    practiceCsms: "Übungs-CSMS", practiceSays: "Es nimmt jede Station und jede Karte an. Was Sie hier senden, erreicht die Station durch das Gateway.",
    nobodyConnected: "Keine Station ist verbunden.", received: "empfangen", sent: "gesendet",
    health: "Befinden", whileOpen: "Die Kurven beginnen, wenn die Konsole geöffnet wird. Die Überwachung bewahrt sie länger.", callsPerSecond: "Beantwortete Aufrufe", answerTime: "Zeit bis zur Antwort, Mittel",
    waitingMessages: "Wartende Nachrichten", connectedStations: "Verbundene Stationen", heap: "Heap", transaction: "Ladevorgang", ids: "Ids (Station / CSMS)",
    meterStop: "Zählerstand am Ende (Wh)", energy: "Energie", energyOverTime: "Energie", powerOverTime: "Leistung", signedValues: "Signierte Werte", context: "Anlass",
    safeFile: "Für die Transparenzsoftware herunterladen", safeSays: "XML in der Form von S.A.F.E., mit dem öffentlichen Schlüssel, wenn das Gateway ihn kennt",
    rules: "Regeln", rulesSay: "Die Dateien von camel-routes/. Eine Änderung gilt als Ganzes, wenn sie richtig ist, ob sie hier oder auf der Platte gemacht wird.", rulesRun: "Die Dateien im Ordner sind die, die laufen.",
    rulesSoon: "Die Dateien im Ordner sind nicht die, die laufen.", loaded: "Übernommene Änderungen", rejected: "Abgelehnte Änderungen", files: "Dateien", file: "Datei", textOf: "Text von", saveRules: "Speichern", diffLive: "Unterschied zu dem, was läuft", runCases: "Fälle ausführen",
    discard: "Verwerfen", newFile: "Neue Datei", create: "Anlegen", history: "Verlauf", keep: "Behalten", changedOnDisk: "Jemand hat diese Datei auf der Platte geändert, während Sie sie bearbeitet haben.", removedOnDisk: "Jemand hat diese Datei von der Platte entfernt, während Sie sie bearbeitet haben.",
    diffDisk: "Unterschied zur Platte", keepMine: "Meine behalten", takeTheirs: "Andere übernehmen", checking: "Wird geprüft …", nothingWrong: "Daran ist nichts falsch.", toBeRemoved: "wird entfernt", edited: "bearbeitet", collision: "auf der Platte geändert", notLive: "läuft nicht",
    nothingEdited: "Nichts ist bearbeitet.", collisionSay: "Dateien, die Sie bearbeitet haben, haben sich auf der Platte geändert. Entscheiden Sie für jede; nichts wurde geschrieben.", saved: "Gespeichert. Es gilt in wenigen Sekunden.", noDifference: "Es gibt keinen Unterschied.",
    running: "Läuft …", passed: "bestanden", failed: "nicht bestanden", notRun: "aus Zeitmangel nicht ausgeführt", case: "Fall", difference: "Unterschied", changed: "Was", undo: "Zurücknehmen",
    settings: "Einstellungen", settingsSay: "Der Text von site.yaml. Ein Zeichen wie ***1-8f3a9c0d12ab*** steht für ein Geheimnis: Bleibt es stehen, bleibt das Geheimnis; oder ein anderes wird darüber geschrieben. Was gespeichert wird, gilt in wenigen Sekunden, soweit es keinen Neustart braucht.",
    goesLive: "Gilt sofort", waitsForRestart: "Wartet auf einen Neustart", settingsRun: "Die Einstellungen der Datei sind die, die gelten.", sinceStart: "Seit dem Start geändert",
    log: "Log", logSay: "Die letzten Zeilen seit dem Start, die neuesten zuerst: Warnungen bleiben länger als andere.", level: "Stufe", "level-INFO": "alle", "level-WARNING": "Warnungen und Fehler", "level-SEVERE": "Fehler", asText: "als Text",
    cards: "Karten", cardsSay: "Die Karten in den Dateien, die site.yaml nennt. Sie entscheiden, während das CSMS nicht erreichbar ist, oder wie online-authorization es sagt.", cardEdit: "Karte hinzufügen oder ändern", expiry: "Gültig bis", group: "Gruppe", places: "Nur an (Seriennummern, Stationen)",
    saveCard: "Karte speichern", cardSaved: "Gespeichert. Es gilt sofort.", noCardFiles: "site.yaml nennt keine Kartendateien (cards).", edit: "Ändern",
    replay: "Nachrichten nachspielen", replaySay: "Schickt aufgezeichnete Nachrichten durch die Regeln, die laufen, und durch die bearbeiteten Dateien, und zeigt, aus welchen etwas anderes würde. Nichts wird gesendet. Die Regeln beginnen ohne Gedächtnis.",
    latest: "Die letzten", replayNow: "Nachspielen", replayOne: "Gegen die bearbeiteten Regeln nachspielen", replayedOf: "Nachrichten nachgespielt", wouldChange: "würden sich ändern", wouldFail: "würden fehlschlagen", cutShort: "nicht nachgespielt, weil das Log nur ihren Anfang hat", firstOnes: "Gezeigt sind die ersten",
    "rules-routes": "Routen", "rules-form": "Formulare", "rules-cases": "Fälle",
    parked: "Geparkte Nachrichten", sendAgain: "Noch einmal senden", remove: "Entfernen", removeAsks: "Entfernen? Das CSMS bekommt sie nie.",
    system: "System", version: "Version", java: "Java", clock: "Uhr", disk: "Platte", freeOf: "frei von", certificates: "Zertifikate", setting: "Einstellung", validUntil: "Gültig bis",
    logTakesLong: "Das Nachrichtenlog ist lang, die Suche dauert gerade zu lange.",
    closedByOperator: "Von Hand beendet", closeByHand: "Von Hand beenden", closeNow: "Beenden", closeAnyway: "Beenden, obwohl die Station verbunden ist",
    closeSays: "Für einen Ladevorgang, dessen Ende die Station nie melden wird. Mit einem Zählerstand bekommt das CSMS ein StopTransaction damit, ohne ihn hört es nichts.",
    tooMany: "Die Station hat mehr gesendet, als hier gelesen wird: Der Anfang fehlt.",
    setup: "Einrichtung", csmsIsSet: "Ein CSMS ist eingestellt.", typeIntoStation: "Was in die Station einzutragen ist", soapStations: "OCPP 1.5 und 1.6 über SOAP",
    jsonStations: "OCPP-J 1.6 (die Identität folgt)", firstStation: "Die erste Station", nobodyYet: "Noch hat niemand angeklopft; diese Seite wartet.",
    byMaker: "In den Worten der Hersteller", keba: "KEBA", abl: "ABL (SOAP, JSON)", technagon: "Technagon", tryCsms: "Ausprobieren", saveCsms: "Speichern",
    trying: "Wird ausprobiert; das dauert bis zu einer Minute …", written: "Geschrieben in", setupAsks: "Für welches CSMS sind die Stationen? Es wird eingetragen in", csmsUrl: "Adresse des CSMS, mit {station} für die Identität",
    user: "Benutzer", password: "Passwort", trialIdentity: "Eine Station, die das CSMS kennt, für den Versuch", letIn: "Einlassen", added: "In site.yaml eingetragen; sie wird eingelassen, wenn sie wiederkommt.",
    refused: "Abgewiesen", nobodyRefused: "Niemand wurde an der Tür abgewiesen.", forgetAll: "Alle vergessen", lines: "Zeilen für site.yaml",
    copy: "Kopieren", settled: "site.yaml lässt sie jetzt ein.",
    message: "Nachricht", messageIds: "Nachrichten-Ids", trace: "Trace", changes: "Was verändert wurde", field: "Feld",
    original: "Vorher", result: "Nachher", rulesNow: "Was die Regeln jetzt damit tun", madeNow: "(durch die Regeln, wie sie jetzt sind)",
    taken: "genommen", notTaken: "nicht genommen", noStep: "Kein Schritt verändert sie.", allSteps: "Alle Schritte", absent: "(fehlt)",
    copyCase: "Als Testfall kopieren", copied: "Kopiert", renamed: "andere Form", deduced: "erschlossen", approximated: "angenähert", impossible: "weggelassen",
  },
};

const KEY = "substation-language";

/** The language in use: the chosen one, else that of the browser, else English. */
export function language() {
  const chosen = localStorage.getItem(KEY);
  return chosen in WORDS ? chosen : navigator.language.startsWith("de") ? "de" : "en";
}

export function choose(name) {
  localStorage.setItem(KEY, name);
}

/** A word; one that is not listed, such as a status of OCPP, stays as it is. */
export function word(key) {
  return WORDS[language()][key] ?? key;
}

/** A time as people read it here. */
export function time(text) {
  const shown = document.createElement("time");
  if (text) {
    const at = new Date(text);
    shown.dateTime = text;
    shown.title = text;
    shown.textContent = at.toLocaleString(language(), { dateStyle: "short", timeStyle: "medium" });
  }
  return shown;
}
