# Used by all pages: names, states, reasons, problems

brand = Kaimen Dispatch
account = Sign-in
sign-out = Sign out
my-work = My work
colon = : { "" }
list-comma = , { "" }

## Time and distance
travel-under-minute = under 1 min
travel-minutes = { $minutes } min
travel-hours = { $hours } h { $minutes } min
ago-seconds = { $seconds } s ago
ago-minutes = { $minutes } min ago
ago-hours = { $hours } h ago
metres = { $metres } m
kilometres = { $km } km

## Grades
grade-1 = Grade 1 · danger to life
grade-2 = Grade 2 · urgent
grade-3 = Grade 3 · ordinary
grade-4 = Grade 4 · no hurry

## Classes of call
class-report = Report
class-help = Request for help
class-complaint = Complaint

## Kinds of call. words: what may be typed to find them
kind-theft = Theft
    .words = stolen pickpocket bike
kind-robbery = Robbery
    .words = mugging snatch
kind-burglary = Burglary
    .words = break-in intruder
kind-assault = Assault
    .words = fight injury beating knife
kind-fraud = Fraud
    .words = scam transfer
kind-property_damage = Property damage
    .words = vandalism criminal damage
kind-disturbance = Disturbance
    .words = disorder drunk public order
kind-domestic_violence = Domestic violence
    .words = dv family
kind-traffic_accident = Traffic accident
    .words = crash collision rta
kind-suspicious_activity = Suspicious activity
    .words = prowler strange
kind-mass_incident = Mass incident
    .words = crowd gathering blockade
kind-sudden_illness = Sudden illness
    .words = collapse faint unconscious medical
kind-lost_person = Missing person
    .words = lost child elderly
kind-water_rescue = Water rescue
    .words = drowning river
kind-suicide_risk = Risk of suicide
    .words = jumper self-harm
kind-fire_or_gas = Fire or gas leak
    .words = smoke burning
kind-trapped = Person trapped
    .words = lift elevator locked
kind-dispute = Dispute
    .words = quarrel neighbour wages debt
kind-noise = Noise
    .words = music loud construction
kind-found_property = Found property
    .words = wallet phone lost
kind-consultation = Question to the police
    .words = advice ask
kind-police_conduct = Complaint about police conduct
    .words = inspection officer
kind-other = Other
    .words = misc

## States of a call
state-classified = Waiting for a unit
state-diverted = Diverted, not yet accepted
state-accepted = Accepted elsewhere
state-dispatched = Sent, not acknowledged
state-acknowledged = Acknowledged
state-en_route = On the way
state-on_scene = On scene
state-resolved = Feedback due
state-feedback = Ready to close
state-closed = Closed
state-merged = Merged

## States of an assignment
assignment-dispatched = Sent
assignment-acknowledged = Acknowledged
assignment-en_route = On the way
assignment-on_scene = On scene
assignment-cleared = Cleared
assignment-recalled = Recalled

## Duty of units
duty-available = Free
duty-committed = Assigned
duty-en_route = On the way
duty-on_scene = On scene
duty-break = Break
duty-off = Off duty

profile-car = Car
profile-ebike = E-bike
profile-foot = On foot

## Skills
skill-negotiation = negotiation
skill-first_aid = first aid
skill-female_officer = female officer
skill-english = English
skill-water_rescue = water rescue
skill-minors = minors

## Why a unit is named, passed over or missing
reason-closest_by_road = nearest by road
reason-closest_free = nearest of those free
reason-passed_nearer = { $call_sign } is nearer but { $why }{ $units ->
    [one] { "" }
   *[other] { " " }({ $units } passed over)
 }
reason-same_area = in charge of this community
reason-no_call_yet = no call yet this shift
reason-rested = last call { $minutes } min ago
reason-waited_longest = as quick, and has waited longer
reason-brings_skill = has the skill: { $skill }
reason-goes_in_team = { $units } units together, { $officers } officers
reason-resting = cleared { $minutes } min ago, counted { $handicap } min later
reason-busy_shift = { $calls } calls this shift, counted { $handicap } min later
reason-other_station = another station, counted { $handicap } min later
reason-other_area = in charge of another community, counted { $handicap } min later
reason-taken_from_lesser = on the way to a less urgent call, counted { $handicap } min later
reason-leaves_uncovered = few others reach its places in time, counted { $handicap } min later
reason-already_assigned = already on this call
reason-recused = must not handle this matter
reason-committed = sent to another call
reason-en_route = on the way to another call
reason-on_scene = at another call
reason-on_break = on a break
reason-off_duty = off duty
reason-no_crew = nobody on board
reason-missing_skill = lacks the skill: { $skill }
reason-stale_fix = { $ahead ->
    [1] its clock is { $age } min ahead, position not trusted
   *[other] position is { $age } min old
 }
reason-no_fix = no position
reason-unit_off_road = stands off the roads
reason-no_road = no road leads here
reason-off_road = The place is more than { $limit_metres } m from any road: check it.
reason-no_unit_on_duty = Nobody is on duty.
reason-all_committed = All { $units } units on duty are on calls or on a break.
reason-all_stale = The positions of all { $units } free units are too old: ask by radio.
reason-none_with_skill = No free unit has the skill: { $skill }.
reason-none_with_all_skills = No single unit has all skills needed: send several.
reason-none_left = The other { $units } units cannot go (already on this call, barred or without crew).
reason-none_reachable = No road leads here from the { $units } free units.
reason-fewer_than_asked = Only { $found } of { $asked } units found.
reason-not_enough_officers = Only { $found } of { $needed } officers can go.

why-already_assigned = already on this call
why-recused = must not handle this
why-committed = already assigned
why-en_route = on the way elsewhere
why-on_scene = busy at a call
why-on_break = on a break
why-off_duty = off duty
why-no_crew = without crew
why-missing_skill = lacks a needed skill
why-stale_fix = its position is old
why-no_fix = has no position
why-unit_off_road = off the roads
why-no_road = cut off

## Channel, condition
channel-phone = Phone
channel-online = Online
channel-in_person = In person
condition-conscious = Conscious
condition-unconscious = Unconscious
condition-bleeding = Heavy bleeding
condition-other = Other

## Link to 120
medical-title = Ambulance (120)
medical-requested = Ambulance requested
medical-delayed = Ambulance delayed
medical-ambulance_arrived = Ambulance arrived
medical-self_transport_decided = Going by police car
medical-en_route = On the way to hospital
medical-handed_over = Handed over
medical-closed = Finished
medical-cancelled = No longer needed
medical-eta-told = 120 says about { $minutes } min
medical-to = handed to { $to }
medical-waited = Waiting for

## Results
result-settled = Settled on the spot
result-mediated = Mediated with consent
result-case_opened = Case opened
result-transferred = Passed to the body in charge
result-unfounded = Nothing found
result-medical = Taken to hospital

## Problems: what happened, what to do
problem-signed_out = You are signed out
problem-signed_out-next = Sign in in a new window and repeat. Nothing on this page is lost.
problem-revoked = This device was signed out
problem-revoked-next = If it was not you who ended it, ask your chief or the administrator.
problem-code_asked = One step of signing in is missing
problem-code_asked-next = Enter the code of your authenticator app, or use a passkey.
problem-factor_needed = This account has no second factor yet
problem-factor_needed-next = Set up a passkey or an authenticator app on the page “Sign-in and devices”.
problem-csrf = This page has expired
problem-csrf-next = Reload the page and repeat.
problem-forbidden = Your post does not allow this
problem-forbidden-next = Ask the duty commander if it must be done.
problem-not_found = No such record
problem-not_found-next = It may be merged or outside your area. Search for its number.
problem-stale_version = Somebody else just changed this call
problem-stale_version-next = It has been refreshed: look again and repeat.
problem-unit_off = That unit is off duty
problem-unit_off-next = Choose another, or put it on duty first.
problem-unit_taken = That unit was just sent to another call
problem-unit_taken-next = The recommendation is new: choose again.
problem-wrong_state = The call is no longer in a state that allows this
problem-wrong_state-next = It has been refreshed: see where it stands.
problem-clock_refused = The clock does not allow this now
problem-clock_refused-next = See where the deadline stands.
problem-calendar_missing = The public holidays of that year are not loaded
problem-calendar_missing-next = Ask the technical administrator to load the notice.
problem-not_in_register = The register has no such rule on that day
problem-not_in_register-next = Look at the register of deadlines.
problem-length_refused = This length cannot be set
problem-length_refused-next = A law may be tightened, never loosened.
problem-invalid = Something is filled in wrongly
problem-invalid-next = Correct it and send again.
problem-too_large = The text is too long
problem-too_large-next = Shorten it and send again.
problem-too_many_requests = Too many requests
problem-too_many_requests-next = Wait a moment, then send it again.
problem-too_slow = The request did not arrive in time
problem-too_slow-next = Check the connection and send it again.
problem-off_map = The place is outside the district map
problem-off_map-next = Type another place or click on the map.
problem-busy = The system is busy
problem-busy-next = Several tries failed. Wait a moment and press again.
problem-network = The server does not answer
problem-network-next = Check the network. If it is urgent, give the order by radio.
problem-server = Server error
problem-server-next = Try again. If it fails, use the radio and tell technical duty.
problem-internal = Server error
problem-internal-next = Try again. If it fails, use the radio and tell technical duty.
problem-client = This page has a fault
problem-client-next = Reload the page.
problem-nobody_free = No unit can be sent now
problem-nobody_free-next = Open “Passed over” to choose one, or ask a neighbouring station.
problem-key_reused = This request was sent before
problem-key_reused-next = Reload and repeat.
problem-too_many_tries = Too many tries
problem-too_many_tries-next = Wait a moment and repeat.

## Files
problem-file_kind = Files of this kind are not taken
problem-file_kind-next = Send a picture (JPEG, PNG, WebP), a PDF or a recording (m4a, ogg, mp3, wav); a picture of the screen will do.
problem-file_too_large = The file is larger than 10 MB
problem-file_too_large-next = Make it smaller, or send it in parts.
problem-file_damaged = The file is damaged, or not quite what it says it is
problem-file_damaged-next = Open it, save it anew and send that.
problem-file_locked = The document is protected by a password or against changes
problem-file_locked-next = Save it without protection and send that.
problem-file_pixels = The picture has too many pixels
problem-file_pixels-next = Make it smaller and send it again.
problem-file_too_many = This matter holds 50 files or 100 MB already
problem-file_too_many-next = Removed files count until they are gone for good. Put further files to a linked matter.
problem-file_missing = No file was chosen
problem-file_missing-next = Choose a file and send it again.

## Requests about personal data
problem-request_state = The request has just changed
problem-request_state-next = Open it again and look where it stands.
problem-reasons_missing = The reasons are missing
problem-reasons_missing-next = Where less than everything is granted, say why.
problem-not_outside = A review is made outside the unit that answered
problem-not_outside-next = Leave it to the inspection office or the privacy officer.
problem-too_late = The time for a review is over
problem-too_late-next = The court remains.
problem-kept = By law this cannot be deleted now
problem-kept-next = Grant a part, or refuse with this reason.
## What happened
act-take = Call taken
act-classify = Reclassified
act-dispatch = Units sent
act-recall = Unit recalled
act-divert = Diverted
act-divert-accepted = Accepted elsewhere
act-divert-bounced = Returned
act-merge = Merged
act-unmerge = Unmerged
act-note = Note
act-acknowledge = Acknowledged
act-en-route = On the way
act-on-scene = On scene
act-backup = Backup requested
act-resolve = Resolved
act-feedback = Feedback
act-close = Closed
act-reopen = Reopened
act-medical-request = Ambulance requested
act-medical-eta = 120 told its arrival
act-medical-delayed = Ambulance delayed
act-medical-ambulance-arrived = Ambulance arrived
act-medical-transport = Officer decided to drive
act-medical-depart = Left for hospital
act-medical-handover = Handed over
act-medical-cancel = Ambulance no longer needed
act-recuse = Excluded after a complaint
act-read-contact = Contact of the caller read
act-rate = Rated by the resident
act-assign-owner = Put in charge
act-refer = Referred
act-accept-referral = Referral taken
act-decline-referral = Referral given back
act-complete-referral = Referral completed
act-withdraw-referral = Referral taken back
act-link = Linked
act-unlink = Link taken off
act-lock-linked = Locked by a link: whoever is complained of keeps off
act-attach = Attachment added
act-remove-attachment = Attachment removed
act-restore-attachment = Attachment brought back
act-ask-break-glass = Break-glass asked for
act-decide-break-glass = Break-glass decided
act-end-break-glass = Break-glass ended
act-set-legal-hold = Legal hold set or lifted
act-answer-rights = Request about personal data answered
act-review-rights = Answer about personal data reviewed
act-ask-rights = Request about personal data made
act-refused-recused = A complained-of officer tried to look or act: stopped
act-not-acknowledged = Not acknowledged within a minute
act-erased = Personal data erased when due
act-start-clock = Deadline begun
act-pause-clock = Deadline paused
act-resume-clock = Deadline runs again
act-meet-clock = Deadline met
act-ask-extension = More time asked for
act-decide-extension = More time decided
act-deadline-near = Deadline near: reminded
act-deadline-missed = Deadline missed: told upwards
