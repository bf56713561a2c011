# Pages of residents, signing in, accounts, and messages

site-name = Wujin community policing
skip-to-content = Skip to the content
emergency-label = Emergency
emergency-title = In danger, or seeing a crime? Call now:
emergency-text = If you cannot hear or speak, send a text message to 12110
switch-language = 中文
site-note = Emergencies are not taken on this site. Your data are protected under the Personal Information Protection Law.
staff-sign-in = Staff sign-in

## Home
home-title = Community policing at your door
home-intro = Did you call 110? With the receipt number and code you can see who is handling it, how far they are and how it ended, and rate the answer afterwards. No account needed.
home-receipt = Follow your call
home-receipt-text = The call taker tells you number and code on the telephone.
home-how-title = What happens after your call
home-how-1 = The call taker asks where and what, and at once sends the community officer who can really reach you first.
home-how-2 = When the officer acknowledged, left and arrived is recorded, and you can see it with your receipt.
home-how-3 = Afterwards the officer writes what was done. If you are not satisfied, call 110 again and ask for it to be taken up anew.
home-how-4 = Ratings are added up by station and month. Who gave them is not kept.
home-ratings-title = How residents rated the answers in { $month }
home-ratings-station = Station
home-ratings-mean = Average of 5 stars
home-ratings-count = Ratings
home-ratings-note = Stations with fewer than ten ratings in the month are left out, so that nobody can tell who rated.

## Receipt
receipt-title = Follow your 110 call
receipt-number = Receipt number
receipt-number-hint = Nine letters and digits, such as K4M-7WX-29D
receipt-code = Code
receipt-code-hint = Six digits
receipt-show = Show progress
receipt-wrong = Number or code do not match. Please check them and try again.
receipt-wait = Too many tries. Please wait { $seconds } seconds and try again.
receipt-lost = Lost the number? Call 110 again and the call taker will find it.
error-summary = There is a problem
receipt-page-title = Your call
receipt-no = Receipt number
receipt-call-number = Call number
receipt-kind = Matter
receipt-place = Place
receipt-progress = Progress
receipt-handlers = Who is handling it
receipt-nobody-yet = An officer is being assigned. Please keep your telephone free.
receipt-due = Expected at about { $time }
receipt-result = Result
receipt-merged = Your call is handled together with another call about the same thing. This is the progress of both.
receipt-diverted = This was passed on to { $to }.
receipt-ambulance = The 120 ambulance service has been contacted.
receipt-drawn = As of { $time }
receipt-refresh = Refresh
receipt-close = Close the receipt on this device
step-received = Call received
step-dispatched = Officer assigned
step-en-route = Officer on the way
step-on-scene = Officer arrived
step-resolved = Dealt with on the scene
step-closed = Closed
step-current = now
step-waiting = to come
handler-told = told
handler-acknowledged = acknowledged, about to leave
handler-en-route = on the way to you
handler-on-scene = with you
handler-done = finished
rate-title = Your rating
rate-legend = How satisfied are you with the answer?
rate-5 = Very satisfied
rate-4 = Satisfied
rate-3 = Neither
rate-2 = Dissatisfied
rate-1 = Very dissatisfied
rate-send = Send rating
rate-note = Ratings are added up by station and month. No name, telephone number or call number is kept with them, and the officers you rate cannot see who rated.
rate-thanks = Thank you for your rating.

## Signing in
sign-in-title = Staff sign-in
sign-in-username = Username
sign-in-password = Password
sign-in-send = Sign in
sign-in-wrong = Username or password do not match.
sign-in-wait = Too many tries. Please wait { $seconds } seconds.
sign-in-help = Forgot it? The technical administrator of your bureau can reset it.

## Roles
role-duty_desk = 110 duty desk
role-community_officer = Community officer
role-station_chief = Station chief
role-bureau_command = Bureau command
role-mediator = Mediator
role-liaison = Community liaison
role-resident_lawyer = Resident lawyer
role-carer = Carer
role-care_coordinator = Care coordinator
role-conduct_supervisor = Conduct supervisor
role-inspection_office = Inspection office
role-publicity_editor = Publicity editor
role-privacy_officer = Privacy officer
role-auditor = Auditor
role-administrator = Technical administrator

## Accounts
admin-title = Accounts and system
admin-note = The technical administrator looks after accounts and the system, and sees no content of calls.
admin-accounts = Accounts ({ $count })
admin-username = Username
admin-username-hint = Small letters, digits, - _ .
admin-name = Name
admin-role = Role
admin-belongs = Belongs to
admin-state = State
admin-acts = Actions
admin-active = active
admin-closed = closed
admin-reset = Reset password
admin-close = Close
admin-open = Open
admin-own = your account
admin-make = New account
admin-make-send = Make account and password
admin-station = Station
admin-station-hint = For chiefs
admin-unit = Unit
admin-unit-hint = For community officers; the station follows from it
admin-none = (none)
admin-password-title = New password for { $username }
admin-password-note = Shown only once. Tell it to the person yourself.
admin-system = System
admin-database = Database
admin-map = Map
admin-changes = Recorded changes
account-wrong-username = The username is not allowed or already in use.
account-wrong-name = Please enter a name.
account-wrong-role = Please choose a role.
account-wrong-unit = A community officer needs a unit.
account-wrong-station = A chief needs a station.

## Shells of the screens
console-title = Dispatch
officer-title = Officer
loading = Loading…
needs-script = This page needs JavaScript.
not-built = The screens were not built into this program. Build it again with make run.

## Messages
error-back = Back to the first page
error-title-not-found = Not found
error-body-not-found = The address is wrong, or the record is not yours to see.
error-title-forbidden = Not allowed
error-body-forbidden = Your role cannot see this page. Ask the duty desk or your chief.
error-title-csrf = Please open the page again
error-body-csrf = The request did not come from an open page. Open the page again and repeat; nothing was changed.
error-title-busy = Busy
error-body-busy = Please try again in a moment; nothing was lost. In an emergency call 110.
error-title-too-many = Too many requests
error-body-too-many = Many requests came from your network in a short time. Please wait a moment and try again. In an emergency call 110.
error-title-too-slow = The connection is too slow
error-body-too-slow = What you sent did not arrive in time; nothing was changed. Please try again. In an emergency call 110.
error-title-revoked = This device was signed out
error-body-revoked = You, your chief or the administrator ended the session on this device, and what it kept was cleared away. If it was not you, ask your chief or the administrator.
error-title-broken = Something is broken
error-body-broken = Please try again later. If it stays so, tell the administrator. In an emergency call 110.
