import { GuestCommandError } from '#results/errors'
import { expect, it } from 'vitest'
import { readEchoes, readPing } from './ping.ts'

const ran = (stdout: string, code = 0, stderr = '') => ({ stdout, stderr, code, ms: 7 })

it('reads iputils’ statistics', () => {
	const text = `--- 203.0.113.10 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 201ms
rtt min/avg/max/mdev = 3.100/4.238/5.376/1.138 ms
`
	expect(readPing(ran(text))).toEqual({
		sent: 2,
		answered: 2,
		unreachable: false,
		roundTripMs: 4.238,
		ms: 7,
	})
	const none = '2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 201ms\n'
	expect(readPing(ran(none, 1))).toMatchObject({ sent: 2, answered: 0, unreachable: true })
})

it('has sent nothing where there is no route, which is an answer', () => {
	const none = ran('', 2, 'ping: connect: Network is unreachable\n')
	expect(readPing(none)).toMatchObject({ sent: 0, answered: 0, unreachable: true })
})

it('is an error of the harness when ping could not try', () => {
	expect(() => readPing(ran('', 2, 'ping: socket: Operation not permitted'))).toThrow(GuestCommandError)
})

it('finds a counter in the kernel’s table by its name', () => {
	const snmp =
		'Ip: Forwarding\nIp: 1\nIcmp: InMsgs InErrors InEchos\nIcmp: 9 0 7\nIcmpMsg: InType8\nIcmpMsg: 7\n'
	expect(readEchoes(snmp)).toBe(7)
	expect(() => readEchoes('Icmp: InMsgs\nIcmp: 9\n')).toThrow(GuestCommandError)
})
