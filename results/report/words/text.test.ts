import { expect, it } from 'vitest'
import {
	markdownCellCode,
	markdownCode,
	markdownLink,
	markdownText,
	plainBlock,
	plainText,
	wrap,
} from './text.ts'

it('escape sequences vanish whole, other invisible characters become a space', () => {
	expect(plainText('\x1b]0;title\x07a\x1b[2J\x1b[1;31mb\x1b[0m\tc\r\nd\u202ee\u0000 \x1bc')).toBe('ab c d e')
	expect(plainText('\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\')).toBe('link')
})

it('text of a guest is no command to a CI that reads the terminal, and addresses stay as they are', () => {
	for (const safe of [plainText, (text: string) => plainBlock(text, 600)]) {
		expect(safe('a ::stop-commands::x ::error file=a,line=1::b')).toBe(
			'a : :stop-commands::x : :error file=a,line=1::b',
		)
		expect(safe('::add-mask::fail')).toBe(': :add-mask::fail')
		expect(safe('x##[add-mask]fail ##VSO[task.complete]')).toBe('x# #[add-mask]fail # #VSO[task.complete]')
		expect(safe('测::error::b ##teamcity[x]')).toBe('测: :error::b # #teamcity[x]')
		const addresses = 'from fe80::a to fd00::b, ::1 and [::]:80, ::ffff:10.0.2.100'
		expect(safe(addresses)).toBe(addresses)
	}
})

it('long text is cut with a sign that it was', () => {
	expect(plainText('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`)
})

it('code spans have a fence that their text cannot close', () => {
	expect(markdownCode('a `b` ``c``')).toBe('``` a `b` ``c`` ```')
	expect(markdownCode('')).toBe('')
	expect(markdownCellCode('a|b')).toBe('`a¦b`')
})

it('text cannot become markup, and a path cannot leave its link', () => {
	expect(markdownText('<b> [x](y) a|b *c*')).toBe('&lt;b&gt; \\[x\\]\\(y\\) a\\|b \\*c\\*')
	expect(markdownLink('a](javascript:x)/b c')).toBe(
		'[a\\]\\(javascript:x\\)/b c](./a%5D%28javascript%3Ax%29/b%20c)',
	)
})

it('words too long for the width stay whole', () => {
	expect(wrap('a bb https://example.org/long cc', 8, '  ')).toEqual([
		'  a bb',
		'  https://example.org/long',
		'  cc',
	])
	expect(wrap(['x y ·', 'z z'], 7, '')).toEqual(['x y ·', 'z z'])
})
