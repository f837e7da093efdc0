import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dnsQuery, octal, overTcp, parseDnsAnswer } from './dns-message.ts'
import { lab } from '../vantage/lab.ts'

/** The lab's dnsmasq 2.91, asked for A of peer.lab.test and for AAAA. */
const a = 'EjSFgAABAAEAAAAABHBlZXIDbGFiBHRlc3QAAAEAAcAMAAEAAQAAAAAABMsAcQo='
const truncatedTxt = 'EjSHgAABAAAAAAAABWxhcmdlA2xhYgR0ZXN0AAAQAAE='

it('reads what a real server answered', () => {
	expect(parseDnsAnswer(Buffer.from(a, 'base64'), 'A')).toEqual({
		id: 0x1234,
		code: 0,
		truncated: false,
		records: ['203.0.113.10'],
		bytes: 47,
	})
})

it('tells an answer that did not fit from one without records', () => {
	const answer = parseDnsAnswer(Buffer.from(truncatedTxt, 'base64'), 'TXT')
	expect(answer).toMatchObject({ truncated: true, records: [] })
})

it('reads addresses of IPv6, and the strings of a TXT record as one text', () => {
	const reply = (type: number, data: Buffer) => {
		const head = dnsQuery(7, { name: 'x.test', type: 'A' })
		head.writeUInt16BE(0x8180, 2)
		head.writeUInt16BE(1, 6)
		const record = Buffer.alloc(12)
		record.writeUInt16BE(0xc00c, 0)
		record.writeUInt16BE(type, 2)
		record.writeUInt16BE(1, 4)
		record.writeUInt16BE(data.length, 10)
		return Buffer.concat([head, record, data])
	}
	const address = Buffer.from('20010db8011300000000000000000010', 'hex')
	expect(parseDnsAnswer(reply(28, address), 'AAAA').records).toEqual([lab.serviceV6])
	expect(parseDnsAnswer(reply(16, Buffer.from('\x03abc\x02de')), 'TXT').records).toEqual(['abcde'])
	expect(parseDnsAnswer(reply(16, Buffer.from('\x02de')), 'A').records).toEqual([])
	expect(() => parseDnsAnswer(reply(28, address).subarray(0, -1), 'AAAA')).toThrow(RangeError)
})

it('writes a query as shells can print it, over TCP with its length before it', () => {
	const query = dnsQuery(0x1234, { name: 'a.test', type: 'TXT' })
	expect(octal(query)).toBe(
		'\\022\\064\\001\\000\\000\\001\\000\\000\\000\\000\\000\\000\\001\\141\\004\\164\\145\\163\\164\\000\\000\\020\\000\\001',
	)
	expect(overTcp(query).readUInt16BE(0)).toBe(query.length)
	expect(dnsQuery(1, { name: 'a.test', type: 'TXT', udpSize: 8192 }).toString('hex')).toMatch(
		/00002920(00){7}$/,
	)
})

it('the large record that the checks expect is the one that the lab serves', () => {
	const served = join(import.meta.dirname, '../../images/guest/rootfs/etc/rootless-matrix/large.txt')
	const text = readFileSync(served, 'utf8').replaceAll('\n', '')
	expect(text).toHaveLength(4096)
	expect(createHash('sha256').update(text).digest('hex')).toBe(lab.largeSha256)
})
