/* cue.c: see cue.h. The phrases stand in chains by the hash of their first character, so a line is
 * read once whatever their number. */
#include "workers/segment/cue.h"
#include "workers/text.h"
#include <string.h>
#include <threads.h>

/* Where a phrase counts. START allows an opening bracket or quote before it; LEAD is the first
 * clause, more or less. */
enum where { START, LEAD, END, WHOLE, WITHIN };

struct phrase_row {
    uint32_t cue;
    enum where where;
    const char *phrases; /* separated by single blanks */
};

static const struct phrase_row rows[] = {
    {CUE_TOC, WHOLE,
     "目录 目次 总目录 本期要目 本期目录 本期内容 本期导读 目录contents contents tableofcontents "
     "本书目录 文章目录"},
    {CUE_NOTE, START,
     "写在前面 编者按 编者的话 开栏的话 开栏语 开栏词 开栏寄语 编前语 编前话 编后 编辑手记 "
     "主持人语 主持人的话 卷首语 编辑絮语 编余"},
    {CUE_JUMP, WITHIN, "上接 下转 紧接第 转第 接第 详见第 全文见 (续上 (接上 (上接 (下转"},
    {CUE_FROM, WITHIN, "上接 紧接第 (续上 (接上 续第"},
    {CUE_CAPTION, START,
     "图为 图① 图一 图1 图2 图3 图: 图片说明 图片: 上图 下图 左图 右图 组图 题图 ▲ ↑ △ ◀ ▶ "
     "资料图 制图: 图片来源 图表:"},
    {CUE_CAPTION, END, "摄 摄) 供图 供图) 摄影报道 (资料图片) (资料照片) 新华社发 制图"},
    {CUE_CAPTION, WITHIN, "图片由 照片由 资料图片 资料照片 摄影: 摄影/ 摄/ 新华社发("},
    {CUE_SCENE, WITHIN, "正在 航拍 俯瞰 鸟瞰 合影 一景 近景 远眺 镜头 画面"},
    {CUE_BYLINE, START,
     "□ 本报记者 本报通讯员 本报特约 本报评论员 本报实习 本报见习 本刊记者 记者 通讯员 作者: "
     "作者/ 作者| 文/ 文| 文: 图/文 文图/ 文/图 撰文 撰稿 特约记者 见习记者 实习记者 实习生 "
     "新华社记者 特约通讯员 特约评论员 本网记者 全媒体记者 融媒体记者 文字: 采写 供稿: 作者 "
     "报道组 整理/ 整理:"},
    {CUE_REPORT, START, "本报讯 本刊讯 本网讯 新华社 中新社"},
    {CUE_COLUMN, WHOLE,
     "简讯 短讯 快讯 短波 要闻 要闻速览 新闻速览 一句话新闻 简明新闻 要闻简报 新闻集装箱 每日一题 "
     "今日导读 导读 本版导读 微新闻 速递 热线 看点 图说 读图 广角 视点 观察 声音 链接 小贴士"},
    {CUE_ADVERT, WHOLE,
     "遗失声明 挂失声明 招租启事 招聘启事 寻人启事 招领启事 注销公告 减资公告 清算公告 债权公告 "
     "分类广告 广告"},
    {CUE_ADVERT, WITHIN,
     "声明作废 广告热线 广告许可证 广告经营许可 邮发代号 国内统一连续出版物号 "
     "国内统一刊号 发行热线 订报热线 订阅热线 本报地址 本报社址"},
    {CUE_COMMENT, WITHIN, "本报评论员 本报特约评论员 特约评论员 本刊评论员"},
    {CUE_COMMENT, START, "短评 社论 时评 微评 快评 锐评 评论:"},
    {CUE_SOURCE, WITHIN, "来源: 来源; 稿源: 来源于 信息来源 文章来源 转自: 摘自: 来源/"},
    {CUE_META, WITHIN,
     "发布时间 发布日期 更新时间 发表时间 浏览次数 浏览量 点击数 点击率 阅读次数 阅读量 字号: "
     "字体: 访问量 访问次数 发布者: 录入: 时间: 日期: 浏览: 点击: 阅读: 作者: 网络编辑 "
     "网站编辑 发布人: 字体大小 人气: 次浏览"},
    {CUE_EDITOR, START,
     "责任编辑 责编 编辑: 编辑/ 校对: 校对/ 美编 版式 审核: 审签: 监制: 本版编辑 本版责编 "
     "值班编委 值班主任 本期编辑 本期责编 主编: 一审 二审 三审 初审 复审 终审 编审 排版: "
     "统筹: 策划: 总策划 执行编辑 组版 视觉 检校"},
    {CUE_EDITOR, WITHIN,
     "责任编辑: 责编: 责编/ 本版编辑: (编辑: [责任编辑 (责任编辑 【责任编辑 美编: 美编/ 版式: "
     "版式/ "
     "校对: 校对/"},
    {CUE_NAVIGATION, WITHIN,
     "当前位置 您的位置 您所在的位置 您现在的位置 网站首页 返回首页 返回顶部 设为首页 加入收藏 "
     "网站地图 无障碍 长者模式 扫一扫 二维码 分享到 分享至 分享: 打印本页 【打印】 【关闭】 "
     "关闭窗口 我要纠错 微信公众号 官方微博 官方微信 登录 注册 收藏本站 手机版 客户端下载 "
     "适老化 回到顶部 放大 缩小 【大中小】 [大中小] >首页 首页> 首页| 首页- 首页» 正文> >正文 "
     "今天是星期 欢迎您访问 欢迎您光临 点击查看 更多>> 更多> 查看更多 关注我们 欢迎关注 简体|繁体 "
     "繁體 English"},
    {CUE_NAVIGATION, END,
     "新闻网 资讯网 在线网 信息网 门户网 门户网站 政府网 政府网站 政务网 传媒网 日报网 晚报网 "
     "时报网 官网"},
    {CUE_NAVIGATION, WHOLE,
     "首页 打印 关闭 收藏 分享 评论 点赞 正文 搜索 返回 更多 大中小 微信 微博 朋友圈 "
     "QQ空间 复制链接 阅读全文 展开全文 +关注 关注 上一页 下一页 尾页 末页 全文 繁體"},
    {CUE_FURNITURE, WITHIN,
     "版权所有 ICP备 icp备 ICP证 公网安备 网安备 网站标识码 技术支持: 主办单位 承办单位 主办: "
     "承办: 违法和不良信息 举报电话 举报邮箱 法律声明 免责声明 隐私保护 隐私政策 copyright "
     "Copyright ©  allrightsreserved AllRightsReserved 仅代表作者 不代表本 本站立场 转载请注明 "
     "请注明出处 未经许可 未经授权 未经书面 不得转载 谢绝转载 验证码 友情链接 网站声明 版权声明 "
     "许可证编号 网络文化经营 广播电视节目制作 互联网新闻信息服务 请联系我们删除 第一时间联系 "
     "联系站长 本站所有 侵权 欢迎访问 您是第 今日访问 建议使用 最佳分辨率 本网站 联系我们 "
     "关于我们 广告服务 诚聘英才 网站建设"},
    {CUE_TAIL, START,
     "相关阅读 相关新闻 相关推荐 相关文章 相关链接 相关报道 相关信息 相关附件 相关内容 推荐阅读 "
     "热门文章 热门推荐 热点推荐 热门新闻 热点新闻 猜你喜欢 延伸阅读 上一篇 下一篇 上一条 下一条 "
     "网友评论 我来说两句 发表评论 留言与评论 最新评论 全部评论 阅读排行 点击排行 新闻排行 "
     "排行榜 友情链接 版权声明 免责声明 网站声明 关于本站 分享到 分享至 本文地址 本文链接 "
     "本文网址 原文链接 标签: 关键词: tags: Tags: 扫一扫 更多新闻 更多精彩 为您推荐 精彩推荐 "
     "大家都在看 图片新闻 最新文章 最新新闻 返回列表 【返回 读完这篇文章后"},
    {CUE_OPENING, START,
     "近年来 近年 今年以来 去年以来 今年 近日 近期 日前 最近 连日来 前不久 不久前 当前 自 "
     "为深入 为认真 为全面 为贯彻 为进一步 为切实 为充分 为扎实 为加强 为推动 为推进 为加快 "
     "为落实 为了 为有效 为做好 为规范 根据 按照 依据 党的十 随着 一直以来 长期以来 围绕 "
     "习近平 本报讯 新华社 中新网 人民网 央视网消息 新华网 据新华社 各位 尊敬的 同志们 一年来 "
     "上半年 截至"},
    {CUE_CLOSING, START,
     "总之 综上 下一步 今后 展望 征程万里 新征程 新的形势 以上 特此 让我们 站在新的 面向未来 "
     "面对新 道阻且长 雄关漫道 路虽远 撸起袖子 相信 如今 通过持续 经过 实践证明"},
    {CUE_ORG, END,
     "委员会 党委 党支部 党总支 党工委 办公室 组织部 宣传部 统战部 政法委 纪委 人民政府 公司 "
     "集团 中心 街道 街道办事处 办事处 管理局 公安局 财政局 教育局 卫生局 民政局 司法局 税务局 "
     "农业局 水务局 水利局 林业局 统计局 审计局 监督局 执法局 医院 学院 大学 中学 小学 研究所 "
     "研究院 协会 学会 联合会 工会 党组 机关党委 社区 法院 检察院 总队 支队 大队 派出所 "
     "自治县 民族乡 拉祜族乡 彝族乡 苗族乡 回族乡 族乡 族镇 报社 电视台 日报 指挥部 领导小组 "
     "武装部 人武部 文化馆 图书馆 博物馆 纪念馆 管理处 管理站 服务站 工作站 林业站 剧团 艺术团 "
     "宣讲团 "
     "合作社 卫生院 卫生室 敬老院 综治办 政法办 党建办 网信办 改革办 团委 妇联 残联 工商联 文联 "
     "商会 总会 "
     "农场 林场 司法所 财政所 发改委 国资委 县委 市委 区委 省委 州委 县政府 市政府 区政府 村委会 "
     "居委会 "
     "管委会 项目部 分局 支局 总局 文旅局 文化局 体育局 旅游局 商务局 运输局 建设局 规划局 环境局 "
     "应急局"},
    {CUE_OFFICE, WITHIN,
     "书记 主席 主任 局长 县长 市长 区长 镇长 乡长 部长 处长 科长 校长 院长 所长 站长 会长 "
     "总经理 董事长 教授 研究员 秘书长 代表 队长 厂长 社长 主编 厅长 司长 省长 理事长"},
    {CUE_PAPER, END,
     "文件 通知 意见 决定 报告 方案 办法 公告 通告 批复 函 纪要 请示 通报 条例 规定 细则 规划 计划 "
     "总结 要点 讲话 提纲 公报 命令 令 建议 议案 章程 制度 规程 预案 清单 说明 措施 白皮书 "
     "心得体会 工作纪实 典型经验 材料 讲话稿 发言稿 简报 通知书 倡议书"},
    {CUE_ANNEX, START, "附件 附: 附表 附录 附一 附1"},
    {CUE_DISCLAIMER, WITHIN,
     "仅供参考 仅供学习 供参考 切勿照抄 本文来自 资料来源于网络 来源于网络 网络资料 版权归"},
    {CUE_SUBJECT, LEAD, "位于 地处 成立于 始建于 是一家 是一个 是全国 下辖 现有 组建"},
    {CUE_ABSTRACT, START, "摘要: 摘要】 【摘要】 关键词: 内容提要 内容摘要 提要: 【关键词】 摘要"},
};

enum {
    ROWS = sizeof rows / sizeof *rows,
    BUCKETS = 4096,
    MAX_PHRASES = 1024,
    LINE_MAX_BYTES = 360
};

/* Of a paragraph that are looked at. */
enum { LEAD_BYTES = 90, TAIL_BYTES = 60 };

struct phrase {
    const char *at;
    uint64_t prefix, mask; /* its first eight bytes, and which of them it has */
    uint16_t length, next; /* of the chain, 0 = end */
    uint8_t row;
};
static struct phrase phrases[MAX_PHRASES];
static uint16_t buckets[BUCKETS];
static once_flag built = ONCE_FLAG_INIT;

/* The chain of the phrases that begin with c, among others. */
static uint16_t *chain_of(uint32_t c)
{
    return &buckets[(c ^ c >> 12) % BUCKETS];
}

static struct phrase phrase_of(const char *at, size_t length, uint8_t row)
{
    struct phrase p = {.at = at, .length = (uint16_t)length, .row = row};
    size_t first = length < sizeof p.prefix ? length : sizeof p.prefix;
    memcpy(&p.prefix, at, first);
    memset(&p.mask, 0xff, first);
    return p;
}

static void build(void)
{
    uint16_t count = 1;
    for (uint8_t r = 0; r < ROWS; r++) {
        for (const char *p = rows[r].phrases; *p && count < MAX_PHRASES; p += *p == ' ') {
            size_t length = strcspn(p, " ");
            if (length == 0) continue;
            const char *behind = p;
            uint16_t *head = chain_of(text_next(&behind, p + length));
            phrases[count] = phrase_of(p, length, r);
            phrases[count].next = *head;
            *head = count++;
            p += length;
        }
    }
}

static bool is_opener(uint32_t c)
{
    return c == '(' || c == '[' || c == 0x3010 || c == 0x300a || c == 0x201c || c == '"' ||
           c == 0x25a0 || c == 0x25cf || c == 0x25c6 || c == 0x25ba || c == 0x25b2 || c == 0x2605 ||
           c == 0x203b; /* 【《“■●◆►▲★※ */
}

/* The line without blanks, full-width marks narrowed. */
struct squeezed {
    char at[LINE_MAX_BYTES + 16];
    size_t length, start; /* start: behind the opening marks */
    struct {
        uint16_t at, phrase; /* where a phrase may stand, and the first that may */
    } hits[LINE_MAX_BYTES];
    uint32_t hit_count;
};

static void add_char(struct squeezed *s, uint32_t c, const char *from, const char *to)
{
    uint16_t phrase = *chain_of(c);
    if (phrase) {
        s->hits[s->hit_count].at = (uint16_t)s->length;
        s->hits[s->hit_count++].phrase = phrase;
    }
    if (c < 0x80)
        s->at[s->length++] = (char)c;
    else
        while (from < to) s->at[s->length++] = *from++;
}

/* line.len <= LINE_MAX_BYTES */
static void squeeze_line(struct squeezed *s, struct view line)
{
    const char *at = line.at, *end = line.at + line.len;
    while (at < end && (*at & 0xc0) == 0x80) at++; /* cut out of a longer line */
    bool opening = true;
    s->length = s->start = s->hit_count = 0;
    while (at < end) {
        const char *from = at;
        uint32_t c = char_narrow(text_next(&at, end));
        if (char_is_blank(c)) continue;
        add_char(s, c, from, at);
        opening = opening && is_opener(c);
        if (opening) s->start = s->length;
    }
}

/* Which part of a line was squeezed. */
enum part { ALL, HEAD, TAIL };

static bool stands_right(const struct squeezed *s, const struct phrase *p, size_t at,
                         enum part part)
{
    size_t end = at + p->length;
    bool first = part != TAIL && (at == 0 || at == s->start),
         last = part != HEAD && end == s->length;
    switch (rows[p->row].where) {
    case START: return first;
    case LEAD: return part != TAIL && end <= LEAD_BYTES;
    case END: return last;
    case WHOLE: return at == 0 && (last || (end + 1 == s->length && s->at[end] == ':'));
    case WITHIN: return true;
    }
    return false;
}

static bool stands_at(const struct squeezed *s, const struct phrase *p, size_t at)
{
    uint64_t here;
    memcpy(&here, s->at + at, sizeof here); /* there is room behind the end */
    if ((here & p->mask) != p->prefix || p->length > s->length - at) return false;
    return p->length <= sizeof here || memcmp(p->at, s->at + at, p->length) == 0;
}

static uint32_t cues_within(const struct squeezed *s, enum part part)
{
    uint32_t cues = 0;
    for (uint32_t hit = 0; hit < s->hit_count; hit++) {
        size_t at = s->hits[hit].at;
        for (uint16_t i = s->hits[hit].phrase; i; i = phrases[i].next) {
            const struct phrase *p = &phrases[i];
            if (stands_at(s, p, at) && stands_right(s, p, at, part)) cues |= rows[p->row].cue;
        }
    }
    return cues;
}

/* Cues that tell nothing when they stand somewhere in a paragraph. */
#define ONLY_IN_SHORT_LINES                                                                        \
    (CUE_NAVIGATION | CUE_META | CUE_OFFICE | CUE_SOURCE | CUE_PAPER | CUE_ORG | CUE_COMMENT |     \
     CUE_SCENE)

uint32_t cues_of(struct view line)
{
    struct squeezed s;
    call_once(&built, build);
    if (line.len <= LINE_MAX_BYTES) {
        squeeze_line(&s, line);
        return cues_within(&s, ALL);
    }
    squeeze_line(&s, (struct view){line.at, LEAD_BYTES});
    uint32_t cues = cues_within(&s, HEAD);
    squeeze_line(&s, (struct view){line.at + line.len - TAIL_BYTES, TAIL_BYTES});
    return (cues | cues_within(&s, TAIL)) & ~(uint32_t)ONLY_IN_SHORT_LINES;
}
