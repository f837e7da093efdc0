import { GuestCommandError } from '#results/errors'
import { describe, expect, it } from 'vitest'
import { describeAnswer, normalAddress, parseAnswer } from './answer.ts'

const probe = (stdout: string, stderr = '', code = 0) => parseAnswer({ stdout, stderr, code, ms: 7 }, 'abc')
const said = (words: string) => `2026/11/23 01:46:39 socat[21541] ${words}\n`
const opening = said('N opening connection to AF=2 127.0.0.1:7102')

describe('an answer', () => {
	it('tells who it was, whom they saw, and that it is ours', () => {
		expect(probe('web 10.0.2.2 abc\n', opening)).toEqual({
			kind: 'answered',
			who: 'web',
			peer: '10.0.2.2',
			nonceMatches: true,
			ms: 7,
		})
	})

	it('with another nonce is not ours', () => {
		expect(probe('web 10.0.2.2 abcd\n')).toMatchObject({ kind: 'answered', nonceMatches: false })
	})

	it('of some other protocol is an answer all the same, and no ours', () => {
		const answer = probe('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n')
		expect(answer).toMatchObject({ kind: 'answered', nonceMatches: false })
		expect(describeAnswer(answer)).toBe(
			'answered by HTTP/1.1 400 Bad Request connection: close, with another nonce',
		)
	})

	it('counts although the connection stayed open until the probe gave up', () => {
		expect(probe('web 10.0.2.2 abc\n', said('N inactivity timeout triggered')).kind).toBe('answered')
	})
})

// As socat 1.7.4.4 and 1.8.0.3 print them.
describe('no answer', () => {
	it.each([
		['refused', 'E connect(5, AF=2 127.0.0.1:7999, 16): Connection refused', 1],
		['refused', 'E TCP:127.0.0.1:7999: Connection refused', 1],
		['reset', 'E read(5, 0x55b079c0d000, 8192): Connection reset by peer', 1],
		['timeout', 'N inactivity timeout triggered', 0],
		['timeout', 'W connecting to AF=2 127.0.0.1:7105: Connection timed out', 1],
		['unreachable', 'E TCP:10.8.0.1:70: No route to host', 1],
		['unreachable', 'E TCP:10.6.0.1:70: Network is unreachable', 1],
		['unresolved', 'W getaddrinfo("nope.invalid", "70", {}, {}): Temporary failure in name resolution', 1],
		['unresolved', 'E getaddrinfo("nope.invalid", "NULL", {}, {}): Name or service not known', 1],
		['closed', 'N socket 2 (fd 5) is at EOF', 0],
	])('is %s when socat says "%s"', (kind, words, code) => {
		expect(probe('', opening + said(words), code)).toEqual({ kind, detail: words, ms: 7 })
	})

	it('is a reset although socat 1.7 goes on to an end of file and exits with 0', () => {
		const stderr =
			said('W read(5, 0x562ea6b28000, 8192): Connection reset by peer') + said('N socket 2 (fd 5) is at EOF')
		expect(probe('', stderr).kind).toBe('reset')
	})

	it('never hides that the probe itself broke', () => {
		expect(() => probe('', 'sh: /probe/ask: not found\n', 127)).toThrow(GuestCommandError)
		expect(() => probe('', '', 137)).toThrow(/ended with 137/)
	})

	it.each([
		'E fork(): Resource temporarily unavailable',
		'E socket(2, 1, 6): Too many open files',
		'E malloc(8192): Cannot allocate memory',
	])('is the machine’s trouble when socat says "%s", even if it ends in an EOF', (words) => {
		const stderr = opening + said(words) + said('N socket 2 (fd 5) is at EOF')
		expect(() => probe('', stderr, 1)).toThrow(/^This machine is in trouble/)
	})

	it('carries nothing unprintable out of the guest', () => {
		expect(probe('', said('E \u001b[31mconnect: Connection refused'))).toMatchObject({
			detail: 'E  [31mconnect: Connection refused',
		})
	})
})

it.each([
	['198.51.100.1', '198.51.100.1'],
	['[0000:0000:0000:0000:0000:0000:0000:0001]', '::1'],
	['[2001:0db8:0051:0000:0000:0000:0000:0001]', '2001:db8:51::1'],
	['[0000:0000:0000:0000:0000:ffff:c633:6401]', '198.51.100.1'],
	['::ffff:198.51.100.1', '198.51.100.1'],
	['-', '-'],
])('the address %s is label %s', (from, to) => {
	expect(normalAddress(from)).toBe(to)
})
