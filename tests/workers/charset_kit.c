/* charset_kit.c: see charset_kit.h. */
#include "tests/workers/charset_kit.h"
#include <iconv.h>
#include <string.h>

const char charset_simplified[] =
    "关于云岭县2021年调解工作的通报\n"
    "各乡镇人民政府,县直各单位:\n"
    "2021年以来,全县各级调解组织共受理纠纷1350件,调解成功1297件,成功率为96.1%。"
    "东溪镇把网格员、老党员和热心的邻居请进“板凳会”,小事不出村,大事不出镇,"
    "村民有话愿意坐下来说。三月五日,北岭乡红旗村为一条三十多年没有修好的水渠开了四次会,"
    "两家人终于握手言和,水渠由村里出钱、村民出力,四十天就修通了。\n"
    "一、主要做法\n"
    "(一)早发现。每个小组设信息员一名,每周走访一遍,把矛盾写在本子上,也记在心里。\n"
    "(二)早处理。接到消息后两小时之内到场,能当场解决的当场解决;不能的,"
    "说明白谁来办、什么时候办好。\n"
    "二、存在的问题\n"
    "部分乡镇调解员年龄偏大,法律知识更新慢;山区路远,雨季车辆进不去;经费还不够用,去年只落实了83."
    "5万元。"
    "明年要继续加强培训,争取让每一位调解员都能熟练地使用手机办案,让群众少跑路。\n"
    "这本书讲的是一个孩子和一条河的故事。春天河水涨了,他跟着爷爷去看船;夏天太热,他在桥下睡着了,"
    "醒来时月亮已经升得很高;秋天稻子黄了,学校放假,大家都到田里帮忙;冬天下了第一场雪,"
    "河面结了薄薄的冰。\n";

const char charset_traditional[] =
    "關於東溪市公共圖書館延長開放時間的說明\n"
    "各位讀者:\n"
    "自民國一百一十年三月起,本市十二所圖書館的開放時間由每日上午九時至下午六時,延長到晚上九時。"
    "過去一年,全市借出的圖書共有三十五萬六千冊,比前年增加百分之八點三,其中兒童讀物佔了將近一半。"
    "不少家長表示,孩子放學以後終於有一個安靜的地方可以做功課,自己下班也能順路來借書。\n"
    "「我每個星期都來,」住在北嶺區的陳老先生說,「這裡的報紙很齊全,冷氣也夠,跟老朋友見面談談天,"
    "時間很快就過去了。」館方表示,未來還要為視力不便的讀者準備大字版的書籍與有聲書,"
    "並請義工定期到偏遠的學校說故事。\n"
    "這條老街的房子大多是一百年前蓋的,紅色的磚牆、木造的窗,雨天走在騎樓下面不會淋濕。"
    "街口那家麵店開了五十年,老闆的兒子從國外回來接手,菜單上多了兩三樣新菜,但是湯頭還是從前的味道。"
    "傍晚的時候,賣花的阿婆推著車子經過,學生騎著腳踏車回家,廟前的廣場上有人下棋,有人唱歌。\n"
    "颱風過後,山上的路斷了,村民花了十天才把石頭清開。縣政府說,新的橋樑預計在明年六月完工,"
    "總經費約二億四千萬元。\n";

const char charset_western[] =
    "La bibliothèque de l’été rouvre à huit heures; les élèves y trouvent déjà de nouveaux livres. "
    "Où est passée la clé du musée? Für die Brücke über den Fluß fehlen noch zwölf Träger, sagt "
    "der "
    "Bürgermeister. El niño pequeño soñó con una montaña. “Smörgås” costs 12 €, said the waiter.\n";

struct buf charset_encoded(const char *text, const char *charset)
{
    struct buf out = {0};
    iconv_t with = iconv_open(charset, "UTF-8");
    CHECK(with != (iconv_t)-1);
    char *in = (char *)text;
    size_t len = strlen(text), left = 4 * len + 16;
    buf_reserve(&out, left);
    char *to = out.at;
    CHECK(iconv(with, &in, &len, &to, &left) != (size_t)-1 && len == 0);
    CHECK(iconv(with, NULL, NULL, &to, &left) != (size_t)-1);
    out.len = (size_t)(to - out.at);
    iconv_close(with);
    return out;
}
