/** The records that the checks ask for. */
const recordTypes = { A: 1, AAAA: 28, TXT: 16 } as const
export type RecordType = keyof typeof recordTypes

export interface DnsQuestion {
	readonly name: string
	readonly type: RecordType
	/** EDNS: how large a datagram the asker takes. Without it: 512 bytes, as of old. */
	readonly udpSize?: number
}

export interface DnsAnswer {
	readonly id: number
	/** 0 is no error, 3 no such name. */
	readonly code: number
	/** The answer did not fit; over TCP it would. */
	readonly truncated: boolean
	/** Of the type that was asked for: addresses as text, a TXT record's strings joined. */
	readonly records: string[]
	/** Of the whole message. */
	readonly bytes: number
}

const header = 12
const optRecord = 41

/** RFC 1035 4.1: a query for one record, recursion desired. */
export function dnsQuery(id: number, { name, type, udpSize }: DnsQuestion): Buffer {
	const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]))
	const head = Buffer.alloc(header)
	head.writeUInt16BE(id, 0)
	head.writeUInt16BE(0x0100, 2)
	head.writeUInt16BE(1, 4)
	head.writeUInt16BE(udpSize === undefined ? 0 : 1, 10)
	const question = Buffer.of(0, 0, recordTypes[type], 0, 1)
	if (udpSize === undefined) return Buffer.concat([head, ...labels, question])
	// RFC 6891: the root's name, OPT, the size in the place of a class, no flags, no data.
	const opt = Buffer.alloc(11)
	opt.writeUInt16BE(optRecord, 1)
	opt.writeUInt16BE(udpSize, 3)
	return Buffer.concat([head, ...labels, question, opt])
}

/** RFC 1035 4.2.2: over TCP each message has its length before it. */
export function overTcp(message: Buffer): Buffer {
	const length = Buffer.alloc(2)
	length.writeUInt16BE(message.length)
	return Buffer.concat([length, message])
}

/** As the escapes of printf, which every shell's printf knows. */
export function octal(message: Buffer): string {
	return [...message].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}

/** @throws RangeError when the bytes are no DNS message. */
export function parseDnsAnswer(message: Buffer, type: RecordType): DnsAnswer {
	const flags = message.readUInt16BE(2)
	let at = header
	for (let left = message.readUInt16BE(4); left > 0; left--) at = afterName(message, at) + 4
	const records: string[] = []
	for (let left = message.readUInt16BE(6); left > 0; left--) {
		at = afterName(message, at)
		const length = message.readUInt16BE(at + 8)
		const data = message.subarray(at + 10, at + 10 + length)
		if (data.length < length) throw new RangeError('a record of the DNS message is cut off')
		if (message.readUInt16BE(at) === recordTypes[type]) records.push(recordText(data, type))
		at += 10 + length
	}
	return {
		id: message.readUInt16BE(0),
		code: flags & 15,
		truncated: (flags & 0x0200) !== 0,
		records,
		bytes: message.length,
	}
}

function afterName(message: Buffer, from: number): number {
	for (let at = from; ;) {
		const length = message.readUInt8(at)
		if (length === 0) return at + 1
		if (length >= 0xc0) return at + 2
		at += length + 1
	}
}

function recordText(data: Buffer, type: RecordType): string {
	switch (type) {
		case 'A':
			return [...data].join('.')
		case 'AAAA': {
			const groups = Array.from({ length: 8 }, (_, at) => data.readUInt16BE(at * 2).toString(16))
			return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
		}
		case 'TXT': {
			let text = ''
			for (let at = 0; at < data.length; at += 1 + data[at]!)
				text += data.toString('latin1', at + 1, at + 1 + data[at]!)
			return text
		}
	}
}
