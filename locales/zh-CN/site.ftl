# 居民页面、登录、账号管理与提示页

site-name = 武进社区警务
skip-to-content = 跳到正文
emergency-label = 紧急求助
emergency-title = 遇到危险或正在发生的违法犯罪，请立即拨打
emergency-text = 听障人士可发短信至 12110
switch-language = English
site-note = 本站不受理紧急警情。个人信息依照《个人信息保护法》保护。
staff-sign-in = 民警登录

## 首页
home-title = 家门口的社区警务
home-intro = 打过 110？凭回执编号和验证码，可以看到谁在处理、到了哪一步、结果如何，办结后还可以评价。不用注册，也不用登录。
home-receipt = 查询处理进度
home-receipt-text = 编号和验证码由接警员在电话中告诉您。
home-how-title = 报警之后会发生什么
home-how-1 = 接警员问清地点和事由，马上派离您最近、能最快赶到的社区民警。
home-how-2 = 民警接单、出发、到达的时间都会记录下来，您凭回执可以看到。
home-how-3 = 处理完毕后，民警写明做了什么。您不满意，可以再次拨打 110 要求重新处理。
home-how-4 = 评价只按派出所和月份汇总，不记录是谁评的。
home-ratings-title = { $month } 群众评价
home-ratings-station = 派出所
home-ratings-mean = 平均分（满分 5 分）
home-ratings-count = 评价人数
home-ratings-note = 当月评价不足 10 份的派出所不公布，以免看出是谁评的。

## 回执
receipt-title = 查询 110 处理进度
receipt-number = 回执编号
receipt-number-hint = 九位字母和数字，例如 K4M-7WX-29D
receipt-code = 验证码
receipt-code-hint = 六位数字
receipt-show = 查询
receipt-wrong = 编号或验证码不对，请核对后再试。
receipt-wait = 尝试次数过多，请 { $seconds } 秒后再试。
receipt-lost = 忘了编号？请再次拨打 110，接警员会帮您查到。
error-summary = 请先更正以下问题
receipt-page-title = 处理进度
receipt-no = 回执编号
receipt-call-number = 警情编号
receipt-kind = 事由
receipt-place = 地点
receipt-progress = 进度
receipt-handlers = 谁在处理
receipt-nobody-yet = 正在安排民警，请保持电话畅通。
receipt-due = 预计 { $time } 前后到达
receipt-result = 处理结果
receipt-merged = 您的报警与另一起同一事件的报警合并处理，以下是合并后的进度。
receipt-diverted = 此事已转交 { $to } 办理。
receipt-ambulance = 已联系 120 急救。
receipt-drawn = 更新于 { $time }
receipt-refresh = 刷新
receipt-close = 在这台设备上退出查询
step-received = 已接警
step-dispatched = 已派民警
step-en-route = 民警已出发
step-on-scene = 民警到达现场
step-resolved = 现场处理完毕
step-closed = 已办结
step-current = 当前进度
step-waiting = 待进行
handler-told = 已通知
handler-acknowledged = 已接单，准备出发
handler-en-route = 正在赶来
handler-on-scene = 已在现场
handler-done = 已处理完毕
rate-title = 请您评价
rate-legend = 您对这次处理满意吗？
rate-5 = 很满意
rate-4 = 满意
rate-3 = 一般
rate-2 = 不满意
rate-1 = 很不满意
rate-send = 提交评价
rate-note = 评价只按派出所和月份汇总，不留姓名、电话和警情编号，被评价的民警看不到是谁评的。
rate-thanks = 感谢您的评价。

## 登录
sign-in-title = 民警登录
sign-in-username = 用户名
sign-in-password = 密码
sign-in-send = 登录
sign-in-wrong = 用户名或密码不对。
sign-in-wait = 尝试次数过多，请 { $seconds } 秒后再试。
sign-in-help = 忘记密码请联系本局技术管理员重置。

## 岗位
role-duty_desk = 110 接警台
role-community_officer = 社区民警
role-station_chief = 派出所所长
role-bureau_command = 局指挥中心
role-mediator = 调解员
role-liaison = 社区信息员
role-resident_lawyer = 驻所公益律师
role-carer = 关爱辅导员
role-care_coordinator = 关爱工作协调员
role-conduct_supervisor = 警风警纪监督员
role-inspection_office = 督察部门
role-publicity_editor = 宣传编辑
role-privacy_officer = 个人信息保护专员
role-auditor = 审计员
role-administrator = 技术管理员

## 账号管理
admin-title = 账号与系统
admin-note = 技术管理员只管账号和系统，看不到任何警情内容。
admin-accounts = 账号（{ $count }）
admin-username = 用户名
admin-username-hint = 小写字母、数字、- _ .
admin-name = 姓名
admin-role = 岗位
admin-belongs = 所属
admin-state = 状态
admin-acts = 操作
admin-active = 在用
admin-closed = 已停用
admin-reset = 重置密码
admin-close = 停用
admin-open = 启用
admin-own = 当前账号
admin-make = 新建账号
admin-make-send = 新建并生成密码
admin-station = 派出所
admin-station-hint = 所长必填
admin-unit = 警力
admin-unit-hint = 社区民警必填，派出所随警力而定
admin-none = （无）
admin-password-title = { $username } 的新密码
admin-password-note = 只显示这一次，请当面告知本人。
admin-system = 系统
admin-database = 数据库
admin-map = 地图
admin-changes = 已记录变更
account-wrong-username = 用户名不合规或已被使用。
account-wrong-name = 请填写姓名。
account-wrong-role = 请选择岗位。
account-wrong-unit = 社区民警必须选择所在警力。
account-wrong-station = 所长必须选择所在派出所。

## 工作台外壳
console-title = 指挥调度
officer-title = 警务通
loading = 正在载入…
needs-script = 此页面需要启用 JavaScript。
not-built = 页面脚本没有打包进程序，请用 make run 重新构建。

## 提示页
error-back = 返回首页
error-title-not-found = 没有找到
error-body-not-found = 地址不对，或者这条记录不属于您。
error-title-forbidden = 没有权限
error-body-forbidden = 您的岗位不能查看此页，请联系接警台或所长。
error-title-csrf = 请重新打开页面
error-body-csrf = 这个请求不是从打开的页面发出的。请重新打开页面再试，什么都没有改动。
error-title-busy = 系统繁忙
error-body-busy = 请稍候再试，什么都没有丢失。紧急情况请直接拨打 110。
error-title-too-many = 访问过于频繁
error-body-too-many = 短时间内来自您所在网络的请求太多，请稍候再试。紧急情况请直接拨打 110。
error-title-too-slow = 网络太慢
error-body-too-slow = 您提交的内容没有及时送达，什么都没有改动，请再试一次。紧急情况请直接拨打 110。
error-title-revoked = 本设备的登录已被终止
error-body-revoked = 这台设备上的登录已被您本人、所长或技术管理员终止，设备上保存的内容已清除。如果不是您本人操作，请联系所长或技术管理员。
error-title-broken = 系统出错
error-body-broken = 请稍后再试；如果仍然如此，请告知技术管理员。紧急情况请直接拨打 110。
