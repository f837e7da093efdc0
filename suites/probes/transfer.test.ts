import { GuestCommandError } from '#results/errors'
import { expect, it } from 'vitest'
import { readTransfer } from './transfer.ts'

const [ours, other] = ['a'.repeat(64), 'b'.repeat(64)]
const asked = { who: 'web', nonce: 'n1', bytes: 10 * 1_048_576 }
const printed = (stdout: string, code = 0, stderr = '') => ({ stdout, stderr, code })
const put = (line: string) => () => readTransfer(printed(`put ${line}\n`), 'put', asked)

it('gives bytes, time, rate and source when both sides counted the same', () => {
	expect(put(`web [::ffff:198.51.100.1] n1 ${ours} ${ours} ${asked.bytes} 400`)()).toEqual({
		bytes: asked.bytes,
		ms: 4000,
		mibPerSecond: 2.5,
		source: '198.51.100.1',
	})
})

it.each([
	[
		'other bytes arrived',
		`web 1.2.3.4 n1 ${other} ${ours} ${asked.bytes} 400`,
		{ kind: 'damaged' },
		/the hashes differ/,
	],
	[
		'another server answered',
		`db 1.2.3.4 n1 ${ours} ${ours} ${asked.bytes} 400`,
		{ kind: 'answered', by: 'db' },
		/expected "web"/,
	],
	[
		'another question was answered',
		`web 1.2.3.4 n2 ${ours} ${ours} ${asked.bytes} 400`,
		{ kind: 'wrong-answer', found: 'another nonce' },
		/expected "web"/,
	],
	['it broke off', `web 1.2.3.4 n1 ${other} ${ours} 65536 400`, { kind: 'closed' }, /65536 of them came/],
	['nothing came back', ` ${ours} ${asked.bytes} 2000`, { kind: 'closed' }, /no answer with a hash/],
])('fails in its form when %s', (_, line, form, words) => {
	expect(put(line)()).toEqual({ form, words: expect.stringMatching(words) as string })
})

it('takes what the probe said of this direction, and not of the other', () => {
	const said = (words: string) => `2026/11/23 04:46:00 socat[861] ${words}\n`
	const stderr = `-- put\n${said('E TCP4:1.2.3.4:80: Connection refused')}-- get\n${said('N inactivity timeout triggered')}`
	const lines = `put  ${ours} ${asked.bytes} 3\nget web 1.2.3.4 n1 ${other} ${ours} 65536 2000\n`
	const ended = (word: 'put' | 'get') => readTransfer(printed(lines, 0, stderr), word, asked)
	expect(ended('put')).toMatchObject({ form: { kind: 'refused' } })
	expect(ended('get')).toMatchObject({ form: { kind: 'timeout' } })
})

it('is an error of the harness when the probe broke', () => {
	expect(() => readTransfer(printed('', 127, 'not found'), 'get', asked)).toThrow(GuestCommandError)
	expect(() => readTransfer(printed('', 0), 'get', asked)).toThrow(GuestCommandError)
})
