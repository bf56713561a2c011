# 民警手机页

no-unit = 未编组
tabs = 页面
tab-call = 警情
tab-map = 路线
tab-medical = 急救
tab-finish = 反馈
dismiss = 知道了
cancel = 取消
sentence-gap = 。
link-live = 实时
link-opening = 连接中
link-stale = 断开
duty-title = 勤务状态
duty-failed = 状态没有改成
sign-in-again = 重新登录
revoked-cleared = 本机保存的内容已清除。
locked-waiting = 有 { $count } 条未发送的内容加密保存在本机，请在这台手机上重新登录，随后自动发出。
storage-full = 手机存储已满，未发送的内容可能丢失，请用电台报告。

## 位置
position-on = 在岗时每 5 秒上报位置，下班即停
position-sent = 位置已上报（{ $age }）· 下班即停
position-off = 已下班，不上报位置
position-denied = 手机未允许定位，调度看不到您的位置
position-none = 暂时收不到定位

## 网络与待发送
stale-title = 与指挥台断开（{ $age }）
stale-text = 照常操作，内容先存本机，联网后按顺序发出。紧急时用电台。
unsent-count = 待发送 { $count } 条
send-now = 立即重发
mark-unsent = 待发送
rejected-title = “{ $act }”没有被接受
rejected-at = 操作于 { $time }
rejected-retry = 再发一次
rejected-dismiss = 知道了，放弃
did-acknowledge = 接单
did-en-route = 出发
did-on-scene = 到达现场
did-resolve = 处置完毕
did-feedback = 反馈
did-backup = 请求增援
did-note = 记录
did-medical-request = 请求 120
did-medical-eta = 120 告知时间
did-medical-delayed = 救护车延误
did-medical-ambulance-arrived = 救护车已到
did-medical-transport = 决定送医
did-medical-depart = 送医出发
did-medical-handover = 医院交接

## 没有警情时
idle-free = 目前没有派给您的警情
idle-free-text = 有新警情会立即显示在这里并振动。
idle-break = 休息中
idle-break-text = 休息期间不派警。
idle-off = 已下班
idle-off-text = 不派警，也不上报位置。
go-on-duty = 开始待命

## 当前警情
new-call-arrived = 新警情：{ $kind }
next-acknowledge = 接单
next-en-route = 出发
next-on-scene = 到达现场
next-resolve = 处置完毕
next-feedback = 填写反馈
due-in = 还有 { $time }
late-by = 已晚 { $time }
fact-received = 接警
fact-contact = 报警人
fact-others = 同去
show-route = 看路线
note-title = 现场记录
note-placeholder = 看到什么、做了什么
note-save = 保存记录
note-kept = 记录已存下

## 增援
backup = 增援
backup-asked = 已求援
backup-unsent = 求援待发
backup-in = { $seconds } 秒后请求增援
backup-now = 马上发出
backup-cancelled = 已取消，没有请求增援。

## 路线
map-failed = 地图没有加载成功，请看下方路线
zoom-in = 放大
zoom-out = 缩小
fit-route = 看全路线
route-none = 还没有路线
route-none-text = 联网后自动计算。请先按地址前往。
street-unnamed = 无名道路

## 急救
medical-request-title = 请求 120 救护车
medical-request-text = 按病人或伤者现在的样子选一项，立即发出。
medical-step-requested = 请求 120
medical-step-arrived = 救护车到
medical-step-decided = 决定送医
medical-step-departed = 出发送医
medical-step-handed = 交接
medical-eta-title = 120 说多久到
medical-eta-ask = 120 告知后点一下
medical-delayed-button = 救护车延误
medical-arrived-button = 救护车已到
hospitals-title = 最近的医院
hospitals-text = 是否用警车送医由您决定。有条件的，先听 120 医生的意见。
hospitals-show = 显示医院
hospitals-none = 辖区地图上没有医院
hospitals-failed = 没有读到医院名单，请用电台询问。
medical-advice = 已听取 120 医生意见
medical-transport = 决定送往{ $facility }
medical-transport-choose = 先选一家医院
medical-depart = 出发送医
medical-handover-title = 与医院交接
medical-handover-crew = 交给救护车
medical-crew-placeholder = 例如 120 随车医生
medical-handover-to = 交接给谁
medical-handover-placeholder = 科室或岗位，例如急诊值班护士
medical-cancel = 不再需要救护车
medical-cancel-not-needed = 现场确认不再需要
medical-handover = 已交接

## 反馈
finish-not-yet = 还在处置
finish-on-scene = 处置完毕后按下方“处置完毕”，再填写反馈。
finish-before-scene = 到达现场并处置完毕后，在这里填写反馈。
feedback-title = 处警反馈
feedback-text = 报警人凭回执能看到您写的内容，请勿写他人隐私。
feedback-result = 结果
feedback-what = 做了什么
feedback-placeholder = 例如：到场后分开双方，伤者已送医，现场秩序恢复。
send-feedback = 提交反馈
feedback-kept = 反馈已提交
