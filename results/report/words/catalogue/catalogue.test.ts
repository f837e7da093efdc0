import { expect, it } from 'vitest'
import { durationWords } from './duration.js'
import { languages } from './languages.js'
import { valueWords } from './values.js'

const { en, zh } = languages

it.each([
	[400, '0.4 s', '0.4 秒'],
	[52_000, '52 s', '52 秒'],
	[423_000, '7 min 3 s', '7 分 3 秒'],
	[4_446_000, '1 h 14 min', '1 小时 14 分'],
])('%i ms are %s', (ms, english, chinese) => {
	expect([durationWords(ms, en), durationWords(ms, zh)]).toEqual([english, chinese])
})

it.each([
	['brNetfilter', 'unloaded', '未加载'],
	['rootlesskit', 'bundled', '随附'],
	['cmdline', 'none', '无'],
	['modules', 'ip_tables=absent,tun=loaded', 'ip_tables=不存在,tun=已加载'],
	// A name that somebody gave, and what RootlessKit calls it.
	['daemon', 'default', 'default'],
	['portDriver', 'implicit', 'implicit'],
	['rootlesskit', 'constructor', 'constructor'],
])('the value %s: %s is said in the reader’s language', (axis, value, chinese) => {
	expect([valueWords(axis, value, en), valueWords(axis, value, zh)]).toEqual([value, chinese])
})
