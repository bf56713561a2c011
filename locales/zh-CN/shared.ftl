# 各页面共用：名称、状态、理由、差错

brand = 开门 · 指挥调度
account = 登录与设备
sign-out = 退出登录
my-work = 我的工作
colon = ：
list-comma = 、

## 时间与距离
travel-under-minute = 不到 1 分钟
travel-minutes = { $minutes } 分钟
travel-hours = { $hours } 小时 { $minutes } 分
ago-seconds = { $seconds } 秒前
ago-minutes = { $minutes } 分钟前
ago-hours = { $hours } 小时前
metres = { $metres } 米
kilometres = { $km } 公里

## 等级
grade-1 = 一级 · 危及生命
grade-2 = 二级 · 紧急
grade-3 = 三级 · 一般
grade-4 = 四级 · 不急

## 警情类别
class-report = 报警
class-help = 求助
class-complaint = 投诉

## 警情种类。words 为检索词（别称、拼音、首字母）
kind-theft = 盗窃
    .words = 偷 被偷 扒窃 偷车 电动车被盗 daoqie dq
kind-robbery = 抢劫抢夺
    .words = 抢 抢包 飞车 qiangjie qj qiangduo qd
kind-burglary = 入室盗窃
    .words = 撬门 进贼 小偷 rushi rsdq
kind-assault = 打架伤人
    .words = 斗殴 打人 被打 持刀 dajia dj djsr shangren
kind-fraud = 诈骗
    .words = 骗钱 电信诈骗 转账 zhapian zp
kind-property_damage = 损毁财物
    .words = 砸车 划车 破坏 sunhui shcw
kind-disturbance = 扰乱秩序
    .words = 闹事 酒后滋事 寻衅 raoluan rlzx
kind-domestic_violence = 家庭暴力
    .words = 家暴 打老婆 打孩子 jiabao jb jtbl
kind-traffic_accident = 交通事故
    .words = 车祸 撞车 剐蹭 追尾 jiaotong jtsg chehuo
kind-suspicious_activity = 可疑情况
    .words = 可疑 踩点 敲门 异响 keyi kyqk
kind-mass_incident = 群体性事件
    .words = 聚集 堵路 群殴 quntixing qtx
kind-sudden_illness = 突发疾病
    .words = 昏倒 晕倒 抽搐 急病 昏迷 tufa tfjb
kind-lost_person = 人员走失
    .words = 走失 老人走失 小孩走丢 失踪 zoushi ryzs
kind-water_rescue = 溺水救援
    .words = 落水 掉河里 nishui nsjy
kind-suicide_risk = 有人轻生
    .words = 自杀 跳楼 跳河 轻生 qingsheng yrqs
kind-fire_or_gas = 火灾或燃气泄漏
    .words = 着火 起火 煤气 漏气 冒烟 huozai hz ranqi
kind-trapped = 人员被困
    .words = 电梯困人 反锁 被困 beikun rybk
kind-dispute = 矛盾纠纷
    .words = 吵架 邻里 欠薪 债务 消费纠纷 jiufen mdjf
kind-noise = 噪音扰民
    .words = 噪声 广场舞 施工 狗叫 zaoyin zyrm
kind-found_property = 拾到财物
    .words = 捡到 失物 钱包 手机 shidao sdcw
kind-consultation = 咨询
    .words = 问事 业务咨询 zixun zx
kind-police_conduct = 民警执法投诉
    .words = 投诉民警 督察 不作为 tousu ts mjts
kind-other = 其他
    .words = 别的 qita qt

## 警情状态
state-classified = 待派警
state-diverted = 分流待确认
state-accepted = 已由对方受理
state-dispatched = 待接单
state-acknowledged = 待出发
state-en_route = 赶往现场
state-on_scene = 现场处置
state-resolved = 待反馈
state-feedback = 待办结
state-closed = 已办结
state-merged = 已合并

## 出警状态
assignment-dispatched = 已派，待接单
assignment-acknowledged = 已接单
assignment-en_route = 赶往现场
assignment-on_scene = 已到现场
assignment-cleared = 处置完毕
assignment-recalled = 已撤回

## 警力状态
duty-available = 待命
duty-committed = 已派警
duty-en_route = 途中
duty-on_scene = 到场
duty-break = 休息
duty-off = 下班

profile-car = 巡逻车
profile-ebike = 电动车
profile-foot = 步巡

## 特长
skill-negotiation = 谈判
skill-first_aid = 急救
skill-female_officer = 女警
skill-english = 英语
skill-water_rescue = 水上救援
skill-minors = 未成年人

## 推荐与未推荐的理由
reason-closest_by_road = 按道路最近
reason-closest_free = 可派警力中最近
reason-passed_nearer = 更近的 { $call_sign } { $why }{ $units ->
    [1] { "" }
   *[other] （共略过 { $units } 组）
 }
reason-same_area = 本社区责任民警
reason-no_call_yet = 本班尚未出警
reason-rested = 距上次出警 { $minutes } 分钟
reason-waited_longest = 用时相当，待命更久
reason-brings_skill = 具备{ $skill }特长
reason-goes_in_team = { $units } 组同去，共 { $officers } 人
reason-resting = 刚处完警 { $minutes } 分钟，按晚 { $handicap } 分钟计
reason-busy_shift = 本班已出警 { $calls } 次，按晚 { $handicap } 分钟计
reason-other_station = 外所警力，按晚 { $handicap } 分钟计
reason-other_area = 负责其他社区，按晚 { $handicap } 分钟计
reason-taken_from_lesser = 正赶往次要警情，按晚 { $handicap } 分钟计
reason-leaves_uncovered = 调走后附近警力不足，按晚 { $handicap } 分钟计
reason-already_assigned = 已派往本警情
reason-recused = 依法回避
reason-committed = 已派往其他警情
reason-en_route = 正赶往其他警情
reason-on_scene = 正在其他现场
reason-on_break = 正在休息
reason-off_duty = 不在岗
reason-no_crew = 车上无人
reason-missing_skill = 缺少{ $skill }特长
reason-stale_fix = { $ahead ->
    [1] 终端时钟快 { $age } 分钟，位置不可信
   *[other] 位置是 { $age } 分钟前的
 }
reason-no_fix = 没有位置
reason-unit_off_road = 位置不在道路上
reason-no_road = 无路可达
reason-off_road = 地点离道路超过 { $limit_metres } 米，请核对位置
reason-no_unit_on_duty = 目前无人在岗
reason-all_committed = 在岗 { $units } 组全部在处警或休息
reason-all_stale = { $units } 组待命警力的位置都已过期，请电台询问
reason-none_with_skill = 没有具备{ $skill }特长的待命警力
reason-none_with_all_skills = 没有一组警力同时具备所需特长，请分组派出
reason-none_left = 其余 { $units } 组均不能派（已在本警情、需回避或无人）
reason-none_reachable = 待命的 { $units } 组警力无路可达
reason-fewer_than_asked = 只找到 { $found } 组，需要 { $asked } 组
reason-not_enough_officers = 能同去的只有 { $found } 人，需要 { $needed } 人

why-already_assigned = 已派往本警情
why-recused = 依法回避
why-committed = 已有任务
why-en_route = 正在赶往他处
why-on_scene = 正在处警
why-on_break = 在休息
why-off_duty = 不在岗
why-no_crew = 无人
why-missing_skill = 缺少所需特长
why-stale_fix = 位置过期
why-no_fix = 没有位置
why-unit_off_road = 不在道路上
why-no_road = 无路可达

## 来源、条件
channel-phone = 电话
channel-online = 网上
channel-in_person = 当面
condition-conscious = 清醒
condition-unconscious = 昏迷
condition-bleeding = 大量出血
condition-other = 其他情况

## 120 联动
medical-title = 120 联动
medical-requested = 已请求救护车
medical-delayed = 救护车延误
medical-ambulance_arrived = 救护车已到
medical-self_transport_decided = 决定警车送医
medical-en_route = 送医途中
medical-handed_over = 已交接
medical-closed = 已结束
medical-cancelled = 已取消
medical-eta-told = 120 告知约 { $minutes } 分钟
medical-to = 交接给 { $to }
medical-waited = 已等待

## 处置结果
result-settled = 现场处理完毕
result-mediated = 经同意调解
result-case_opened = 已受案
result-transferred = 已移交主管部门
result-unfounded = 未发现异常
result-medical = 已送医救治

## 差错：发生了什么，接着怎么办
problem-signed_out = 登录已过期
problem-signed_out-next = 请在新窗口登录后再试，本页内容不会丢失。
problem-revoked = 本设备的登录已被终止
problem-revoked-next = 如果不是您本人操作，请联系所长或技术管理员。
problem-code_asked = 登录还差一步验证
problem-code_asked-next = 请输入验证器中的动态码，或使用通行密钥。
problem-factor_needed = 本账号还没有设置二次验证
problem-factor_needed-next = 请先在“登录与设备”页设置通行密钥或验证器。
problem-csrf = 页面已过期
problem-csrf-next = 请刷新页面后再试。
problem-forbidden = 您的岗位不能做此操作
problem-forbidden-next = 如确需办理，请找指挥长。
problem-not_found = 找不到这条记录
problem-not_found-next = 可能已合并或不在您的权限内，请搜索编号。
problem-stale_version = 别人刚改过这条警情
problem-stale_version-next = 已为您刷新，看一眼再操作。
problem-unit_off = 该警力已下班
problem-unit_off-next = 请另选一组，或先把它改为待命。
problem-unit_taken = 该警力刚被派往其他警情
problem-unit_taken-next = 已重新推荐，请另选一组。
problem-wrong_state = 警情现在的状态不能这样操作
problem-wrong_state-next = 已为您刷新，请看最新状态。
problem-clock_refused = 期限现在的状态不能这样操作
problem-clock_refused-next = 请看期限的最新状态。
problem-calendar_missing = 当年的节假日安排尚未导入
problem-calendar_missing-next = 请联系技术管理员导入通知。
problem-not_in_register = 起算之日没有施行这条规则
problem-not_in_register-next = 请查看期限登记表。
problem-length_refused = 不能这样设定期限
problem-length_refused-next = 法定期限只能从严，不能放宽。
problem-invalid = 填写有误
problem-invalid-next = 请改正后再提交。
problem-too_large = 内容太长
problem-too_large-next = 请删减后再提交。
problem-too_many_requests = 请求过于频繁
problem-too_many_requests-next = 请稍候再提交。
problem-too_slow = 请求没有及时送达
problem-too_slow-next = 请检查网络后再提交。
problem-off_map = 地点不在辖区地图内
problem-off_map-next = 请换一个地名，或直接在地图上点选。
problem-busy = 系统繁忙
problem-busy-next = 已自动重试仍未成功，请稍候再按一次。
problem-network = 连不上服务器
problem-network-next = 请检查网络；紧急时用电台下达指令。
problem-server = 服务器出错
problem-server-next = 请再试一次；仍不行用电台下达指令，并告知技术值班。
problem-internal = 服务器出错
problem-internal-next = 请再试一次；仍不行用电台下达指令，并告知技术值班。
problem-client = 页面出错
problem-client-next = 请刷新页面。
problem-nobody_free = 目前没有可派的警力
problem-nobody_free-next = 请展开“未推荐的警力”选人，或请求邻所支援。
problem-key_reused = 请求重复
problem-key_reused-next = 请刷新后再试。
problem-too_many_tries = 尝试次数过多
problem-too_many_tries-next = 请稍等片刻再试。

## 附件
problem-file_kind = 不接收这种文件
problem-file_kind-next = 请改用图片（JPEG、PNG、WebP）、PDF 或录音（m4a、ogg、mp3、wav），截图也可以。
problem-file_too_large = 文件超过 10 MB
problem-file_too_large-next = 请压缩后重发，或分几次发送。
problem-file_damaged = 文件已损坏，或与它声称的格式不符
problem-file_damaged-next = 请打开后另存一份，再发送。
problem-file_locked = 文档有密码或编辑限制
problem-file_locked-next = 请去掉保护，另存后再发送。
problem-file_pixels = 图片像素过大
problem-file_pixels-next = 请缩小后重新发送。
problem-file_too_many = 该事项已有 50 个附件，或合计已达 100 MB
problem-file_too_many-next = 已移除的附件在永久删除前仍计入。其余文件请放到关联事项中。
problem-file_missing = 没有选择文件
problem-file_missing-next = 请选择文件后重新发送。

## 个人信息权利请求的差错
problem-request_state = 这个请求刚有变化，请看最新状态
problem-request_state-next = 请重新打开后再试。
problem-reasons_missing = 请说明理由
problem-reasons_missing-next = 部分同意或者不同意的，必须说明理由。
problem-not_outside = 复核须由原答复单位以外的人员办理
problem-not_outside-next = 请交督察部门或者个人信息保护专员。
problem-too_late = 申请复核的期限已过
problem-too_late-next = 仍可依法向人民法院提起诉讼。
problem-kept = 这些内容目前依法不能删除
problem-kept-next = 请改为部分同意，或者以此理由答复。
## 经过
act-take = 接警
act-classify = 改种类等级
act-dispatch = 派警
act-recall = 撤回警力
act-divert = 分流
act-divert-accepted = 对方已受理
act-divert-bounced = 对方退回
act-merge = 合并
act-unmerge = 撤销合并
act-note = 记录
act-acknowledge = 接单
act-en-route = 出发
act-on-scene = 到达现场
act-backup = 请求增援
act-resolve = 处置完毕
act-feedback = 反馈
act-close = 办结
act-reopen = 重开
act-medical-request = 请求 120
act-medical-eta = 120 告知到达时间
act-medical-delayed = 救护车延误
act-medical-ambulance-arrived = 救护车到达
act-medical-transport = 民警决定送医
act-medical-depart = 警车送医出发
act-medical-handover = 与医院交接
act-medical-cancel = 取消 120 请求
act-recuse = 回避
act-read-contact = 查看报警人联系方式
act-rate = 群众评价
act-assign-owner = 指定负责人
act-refer = 转请他人办理
act-accept-referral = 接收转办
act-decline-referral = 退回转办
act-complete-referral = 转办事项办结
act-withdraw-referral = 收回转办
act-link = 关联事项
act-unlink = 取消关联
act-lock-linked = 因关联加锁：被投诉民警一并回避
act-attach = 添加附件
act-remove-attachment = 移除附件
act-restore-attachment = 恢复附件
act-ask-break-glass = 申请应急查阅
act-decide-break-glass = 审批应急查阅
act-end-break-glass = 结束应急查阅
act-set-legal-hold = 设定或解除法定保全
act-answer-rights = 答复个人信息请求
act-review-rights = 复核个人信息答复
act-ask-rights = 提出个人信息请求
act-refused-recused = 被投诉民警试图接触，已拦截
act-not-acknowledged = 一分钟内没有接单
act-erased = 个人信息到期删除
act-start-clock = 期限开始计时
act-pause-clock = 期限暂停计时
act-resume-clock = 期限恢复计时
act-meet-clock = 期限事项办结
act-ask-extension = 申请延长期限
act-decide-extension = 审批延长期限
act-deadline-near = 期限将到，已提醒
act-deadline-missed = 期限已过，已上报
