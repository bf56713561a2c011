# The officer's phone page

no-unit = No unit
tabs = Pages
tab-call = Call
tab-map = Route
tab-medical = Medical
tab-finish = Feedback
dismiss = Dismiss
cancel = Cancel
sentence-gap = . { "" }
link-live = Live
link-opening = Connecting
link-stale = Lost
duty-title = Duty
duty-failed = Your duty status was not changed
sign-in-again = Sign in again
revoked-cleared = What this phone kept was cleared away.
locked-waiting = { $count } unsent items are kept on this phone, encrypted. Sign in again on this phone and they go out.
storage-full = The phone has no space left. What is unsent may be lost: report by radio.

## Position
position-on = On duty your position is sent every 5 s; off duty never
position-sent = Position sent { $age } · stops when off duty
position-off = Off duty: no position is sent
position-denied = The phone does not allow location: dispatch cannot see you
position-none = No position fix at the moment

## Link and what waits
stale-title = No link to dispatch ({ $age })
stale-text = Go on as usual: everything is kept on the phone and sent in order later. If urgent, use the radio.
unsent-count = { $count ->
    [one] 1 act not sent yet
   *[other] { $count } acts not sent yet
 }
send-now = Send now
mark-unsent = not sent
rejected-title = “{ $act }” was not accepted
rejected-at = done at { $time }
rejected-retry = Send again
rejected-dismiss = Give it up
did-acknowledge = Acknowledge
did-en-route = On the way
did-on-scene = On scene
did-resolve = Resolved
did-feedback = Feedback
did-backup = Backup
did-note = Note
did-medical-request = Request 120
did-medical-eta = Time told by 120
did-medical-delayed = Ambulance delayed
did-medical-ambulance-arrived = Ambulance arrived
did-medical-transport = Drive to hospital
did-medical-depart = Left for hospital
did-medical-handover = Handover

## Without a call
idle-free = No call for you now
idle-free-text = A new call shows here at once, and the phone vibrates.
idle-break = On a break
idle-break-text = You are not sent to calls during the break.
idle-off = Off duty
idle-off-text = You are not sent to calls and your position is not sent.
go-on-duty = Go on duty

## The call
new-call-arrived = New call: { $kind }
next-acknowledge = Acknowledge
next-en-route = On my way
next-on-scene = On scene
next-resolve = Resolved
next-feedback = Write feedback
due-in = due in { $time }
late-by = late by { $time }
fact-received = Received
fact-contact = Caller
fact-others = With you
show-route = Show the route
note-title = Note
note-placeholder = What you saw and did
note-save = Save note
note-kept = The note is kept

## Backup
backup = Backup
backup-asked = Backup asked
backup-unsent = Not sent yet
backup-in = Asking for backup in { $seconds } s
backup-now = Send now
backup-cancelled = Cancelled: no backup was asked for.

## Route
map-failed = The map did not load: see the list below
zoom-in = Zoom in
zoom-out = Zoom out
fit-route = Show the whole route
route-none = No route yet
route-none-text = It is worked out when the link is back. Go by the address.
street-unnamed = unnamed road

## Medical
medical-request-title = Request an ambulance
medical-request-text = Choose how the patient is now; the request goes out at once.
medical-step-requested = 120 asked
medical-step-arrived = Ambulance arrived
medical-step-decided = Decided to drive
medical-step-departed = Left
medical-step-handed = Handed over
medical-eta-title = When does 120 arrive
medical-eta-ask = Tap what 120 tells you
medical-delayed-button = Ambulance delayed
medical-arrived-button = Ambulance is here
hospitals-title = Nearest hospitals
hospitals-text = Whether to drive the patient is your decision. If you can, ask the 120 doctor first.
hospitals-show = Show hospitals
hospitals-none = No hospital on the district map
hospitals-failed = The hospitals could not be read: ask by radio.
medical-advice = I have heard the 120 doctor
medical-transport = Drive to { $facility }
medical-transport-choose = Choose a hospital first
medical-depart = Leave for hospital
medical-handover-title = Handover at the hospital
medical-handover-crew = Hand over to the ambulance
medical-crew-placeholder = e.g. ambulance doctor
medical-handover-to = Handed to
medical-handover-placeholder = Ward or post, e.g. emergency nurse
medical-cancel = No ambulance needed any more
medical-cancel-not-needed = not needed any more, seen on the scene
medical-handover = Handed over

## Feedback
finish-not-yet = Still in hand
finish-on-scene = When it is settled press “Resolved” below, then write the feedback.
finish-before-scene = Write the feedback here after you have been on scene.
feedback-title = Feedback
feedback-text = The caller reads this with the receipt. Write nothing private about others.
feedback-result = Result
feedback-what = What was done
feedback-placeholder = e.g. parted both sides, the injured was taken to hospital
send-feedback = Send feedback
feedback-kept = Feedback is in
