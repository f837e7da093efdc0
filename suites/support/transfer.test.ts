import { GuestCommandError } from '#results/errors'
import { expect, it } from 'vitest'
import { CheckFailed } from './outcome.ts'
import { readTransfer } from './transfer.ts'

const [ours, other] = ['a'.repeat(64), 'b'.repeat(64)]
const asked = { who: 'web', nonce: 'n1', bytes: 10 * 1_048_576 }
const printed = (stdout: string, code = 0, stderr = '') => ({ stdout, stderr, code })
const put = (line: string) => () => readTransfer(printed(`put ${line}\n`), 'put', asked)

it('gives bytes, time, rate and source when both sides counted the same', () => {
	expect(put(`web [::ffff:198.51.100.1] n1 ${ours} ${ours} 400`)()).toEqual({
		bytes: asked.bytes,
		ms: 4000,
		mibPerSecond: 2.5,
		source: '198.51.100.1',
	})
})

it.each([
	['other bytes arrived', `web 1.2.3.4 n1 ${other} ${ours} 400`, /the hashes differ/],
	['another server answered', `db 1.2.3.4 n1 ${ours} ${ours} 400`, /expected "web"/],
	['another question was answered', `web 1.2.3.4 n2 ${ours} ${ours} 400`, /expected "web"/],
	['nothing came back', ` ${ours} 2000`, /no answer with a hash/],
])('fails the check when %s', (_, line, message) => {
	expect(put(line)).toThrow(CheckFailed)
	expect(put(line)).toThrow(message)
})

it('says what the probe said last when nothing came back', () => {
	const stderr = '2026/11/23 04:46:00 socat[861] E TCP4:1.2.3.4:80: Connection refused\n'
	expect(() => readTransfer(printed(`put  ${ours} 3\n`, 0, stderr), 'put', asked)).toThrow(
		/Connection refused/,
	)
})

it('is an error of the harness when the probe broke', () => {
	expect(() => readTransfer(printed('', 127, 'not found'), 'get', asked)).toThrow(GuestCommandError)
	expect(() => readTransfer(printed('', 0), 'get', asked)).toThrow(GuestCommandError)
})
