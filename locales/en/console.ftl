# Dispatch console

page-title = Kaimen dispatch console
role-duty_desk = Duty desk
role-station_chief = Station chief
role-bureau_command = Bureau command
role-community_officer = Community officer

## Top bar
line-label = Search or command
line-placeholder = Search calls and units, or / for a command
search-enter = Not on this page. Enter searches all calls
search-none = Nothing found
figures = Overview
figure-grave = Grade 1 waiting
figure-waiting = Waiting
figure-free = Free units
link-live = Live
link-opening = Connecting
link-stale = Lost · reconnect
stale-title = Live data lost ({ $age })
stale-text = The picture stopped at { $time }. Units may have moved: check by radio before you send one.
stale-dispatch = Positions are from { $age }: check before sending
connect-again = Reconnect now
load-failed = The calls could not be read
load-failed-text = Trying again every 5 seconds. Use the radio if it is urgent.
reload = Reload the page
kinds-failed = The kinds of call could not be read
notify-is-on = Desktop notices for grade 1: on
notify-is-off = Desktop notices for grade 1: off
notify-on = Grade 1 calls and requests for backup now show a silent desktop notice
notify-off = Desktop notices are off
notify-denied = The browser does not allow notices
notify-denied-next = Allow notifications in the site settings beside the address.
notify-unsupported = This browser has no desktop notices

## Queue
queue-title = Calls
new-call = New call
filter-all = All
filter-waiting = Waiting
filter-active = Active
filter-closed = Closed
empty-waiting = No call is waiting
empty-active = No call is being handled
empty-closed = No call was closed in the last hour
empty-hint = Press N to take a call
wants-backup = Wants backup
chip-backup = Backup
chip-merged = { $count ->
    [one] One duplicate merged into this call
   *[other] { $count } duplicates merged into this call
 }
chip-reopened = Reopened
announce-grade-one = Grade 1 call: { $kind }, { $place }
announce-backup = Call { $number }: { $units } wants backup, { $place }
announce-backup-hint = Select the call with J/K and press D to send more.

## Map
map-title = District map
map-failed = The map did not load. Queue and dispatch work as usual.
map-pick-hint = Click the map to set the place of the call
zoom-in = Zoom in
zoom-out = Zoom out
fit-call = Show the call and its units (F)

## Detail
detail-title = Call
nothing-selected = No call selected
nothing-selected-hint = Press J / K to go through the calls, or click one on the left
close-panel = Close
fact-place = Place
fact-contact = Caller
fact-received = Received
print-sheet = Print
merged-into = Merged into { $number }
merged-title = Duplicates merged into this call
another-call = another call
open-it = Open
duplicates-title = Perhaps the same matter
merge-into-it = Merge into it
receipt-read = Read this to the caller. It shows how the call is handled:
receipt-no = Receipt number
receipt-code = Verification code
receipt-told = Told

## Recommendation
recommend-title = Recommended units
recommend-more = Send more units
recommend-live = Nearest units
recommend-needs = With a place and a kind, the nearest units appear here at once
recommend-failed = No recommendation at the moment. Send a unit from the list below.
officers-needed = { $count ->
    [one] 1 officer needed
   *[other] { $count } officers needed
 }
again = Recalculate
working = Working
send-team = Send { $units }
sending = Sending
eta-short = in { $time }
passed-over = Passed over ({ $count })
send-anyway = Send
override-title = Send { $units } against the rule.
override-text = Give a reason; it is kept with the call.
override-placeholder = e.g. is close by, confirmed by radio
override-a = Is close by, confirmed by radio
override-b = Knows the people and the place
override-c = Ordered by the commander
override-was = Sent against the rule: { $reason }
send-with-reason = Send with this reason
sent-units = { $units } sent to { $number }
cannot-dispatch = No unit can be sent to this call now
cannot-dispatch-next = It may be closed or merged, or your post may not send units.
recommend-wait = The recommendation is not there yet
recommend-wait-next = Press D when it shows.
pick-first = Enough officers are sent: pick more with 1–5 first
pick-first-next = Then press D.
undo-recall = Recall
undo-recall-reason = Sent by mistake, recalled at once
recalled-unit = { $unit } recalled
undo-unmerge = Unmerge
undo-reopen = Undo closing
undo-reopen-reason = Closed by mistake, reopened at once
merged-done = { $from } merged into { $into }
unmerged-done = { $number } stands alone again
closed-done = { $number } closed

## Assignments and clocks
assignments-title = Units on this call
step-dispatched = Sent
step-acknowledged = Ack.
step-en-route = Left
step-on-scene = On scene
step-cleared = Cleared
due-in = due in { $time }
late-by = late by { $time }
recall = Recall
recall-reason = Why is it recalled
medical-ask-condition = The patient is:
medical-step-requested = Requested
medical-step-arrived = Arrived
medical-step-decided = Decided
medical-step-departed = Left
medical-step-handed = Handed over
medical-eta = Enter the time 120 told
medical-eta-minutes = Minutes
medical-mark-delayed = Ambulance delayed
medical-advice-yes = medical advice was asked
medical-advice-no = no medical advice asked

## Acts
act-accepted-button = They accepted
act-bounced-button = They returned it
act-note-button = Note
act-classify-button = Kind, grade
act-divert-button = Divert
act-merge-button = Merge
act-unmerge-button = Unmerge
act-medical-button = Request 120
act-close-button = Close call
act-reopen-button = Reopen
reason = Reason
save = Save
saving = Saving
cancel = Cancel
note-placeholder = What else is known (Ctrl+Enter saves)
reopen-reason = Why is it reopened
divert-hint = Danger to life, property or public safety: send police first. Unclear: three-way call; still unclear: the first receiver keeps it.
divert-to = To which body
divert-transfer = Transfer
divert-three_way = Three-way call
divert-push = Push by system
merge-hint = This call goes into the one chosen below. Both records stay; it can be undone at any time.
merge-choose = Choose a call
cannot-close = This call cannot be closed yet

## Timeline
timeline-title = Timeline
act-recuse-button = Exclude a unit
recuse-hint = A unit that is complained of can neither go to this call nor see it from now on. This cannot be undone.
recuse-unit = Choose a unit
recuse-reason = Reason
medical-cancel = Cancel 120
medical-cancel-reason = Why it is not needed any more

## Units
board-title = Units
board-search = Find a unit
board-station = Station
board-all-stations = All stations
board-on-duty = On duty
empty-units = No units to show
empty-units-filter = No unit matches
crew = { $count ->
    [one] 1 officer
   *[other] { $count } officers
 }
fix-none = no fix
fix-lost-title = Time since the last position
fix-never = No position received this shift
fix-age = Position received { $age }
send-to-call = Send to { $number }
show-its-call = Show its call
set-duty = Change duty
duty-set = { $unit } is now: { $status }

## Intake
intake-title = New call
intake-hint = Only place and kind are needed; add the rest while you ask
required = needed
field-place = Place
field-kind = Kind
field-grade = Grade
field-state = State
field-summary = What happened
field-officers = Officers needed
field-channel = Channel
field-units = Units
field-minutes = Minutes
field-status = Status
field-override_reason = Reason
field-officers_needed = Officers needed
place-placeholder = Street, crossing, village or building
place-or-map = Choose from the list or click the map
place-set = Place is set
place-missing = Choose a place from the list or click the map
place-near = near { $place }
place-on-map = Point on the map
place-street = street
place-crossing = crossing
place-city = city
place-town = town
place-village = village
place-police = police
place-hospital = hospital
place-school = school
place-place = place
kind-placeholder = Type to choose, e.g. fight
kind-missing = Choose a kind
near-title = Open calls within 300 m: ask whether it is the same matter
summary-placeholder = Who, what, anybody hurt, which way
contact-placeholder = Name, phone
save-call = Save only
save-and-send = Save and send nearest
clear-form = Clear
draft-kept = Draft kept. N goes on with it
saved-and-sent = { $units } sent, there in { $eta }
saved-not-sent = The call is saved, but no unit was sent
saved-not-sent-next = The reason is on the right. Choose a unit by hand.

## Commands and keys
help-title = Keys and commands (?)
help-keys = Keys
help-commands = Commands
key-move = Next, previous call
key-open = Open the call; in its panel: send the recommended team
key-dispatch = Send the recommended team, or those picked
key-pick = Pick by number; several may be picked
key-new = New call
key-save = Save the call
key-save-send = Save and send nearest
key-undo = Undo the last dispatch, merge or closing
key-fit = Show the call and its units
key-line = Command
key-help = This sheet
key-escape = Close, back
command-new = New call
command-new-note = /n Yanzheng fight two men
command-dispatch = Send by number or call sign; alone: the recommended team
command-dispatch-note = /d 3  or  /d 114,120
command-status = Change the duty of a unit, with a reason
command-status-note = /s 114 off car in repair
command-unit = Find a unit
command-unit-note = /u 114
command-call = Open a call
command-call-note = /c 0042
command-merge = Merge this call into another
command-merge-note = /m 0042
command-note = Add a note to this call
command-note-note = /t caller rang again
command-recall = Recall a unit from this call
command-recall-note = /r 114 another unit is there
command-close = Close this call
command-close-note = /close
command-help = Help
command-help-note = /help
command-see-help = Press ? for all commands.
command-unknown = There is no command “{ $word }”
command-no-call = Select a call first
command-no-such-call = No call ends with “{ $word }”
command-no-unit = “{ $word }” is not exactly one unit
command-no-status = “{ $word }” is no status: use available, break or off
command-no-reason = Add a reason at the end
command-no-text = Add the text
command-no-kind = There is no kind “{ $word }”: choose it in the form

## Printing
sheet-title = Call sheet
sheet-printed = Printed { $time }
dismiss = Dismiss
