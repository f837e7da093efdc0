import { GuestCommandError } from '#results/errors'
import { expect, it } from 'vitest'
import { noteDatagrams, readDatagrams } from './datagrams.ts'

const [sent, other] = ['a'.repeat(64), 'b'.repeat(64)]
const read = (stdout: string, code = 0, stderr = '') =>
	readDatagrams({ stdout, stderr, code }, [1472, 8972], 'n1')
const whole = (size: number) => `${size} ${sent} ${size} peer 198.51.100.2 n1 ${size} ${sent}`

it('tells datagrams that arrived from those that nobody answered', () => {
	expect(read(`${whole(1472)}\n8972 ${sent}\n`)).toEqual([
		{ size: 1472, kind: 'arrived', who: 'peer', bytesThere: 1472, bytesBack: 1472 },
		{ size: 8972, kind: 'lost' },
	])
})

it.each([
	['cut on its way there', `8972 ${sent} 8972 peer 198.51.100.2 n1 1472 ${other}`],
	['cut on its way back', `8972 ${sent} 1472 peer 198.51.100.2 n1 8972 ${sent}`],
	['changed', `8972 ${sent} 8972 peer 198.51.100.2 n1 8972 ${other}`],
	['for another question', `8972 ${sent} 8972 peer 198.51.100.2 n2 8972 ${sent}`],
])('an answer to a datagram that was %s is damage', (_, line) => {
	expect(read(`${whole(1472)}\n${line}\n`)[1]).toMatchObject({ kind: 'damaged' })
})

it('is an error of the harness when the probe broke or left a size out', () => {
	expect(() => read(whole(1472))).toThrow(GuestCommandError)
	expect(() => read('', 127)).toThrow(GuestCommandError)
})

it('a datagram that was never sent, since the guest is out of memory, is not lost', () => {
	const text = `${whole(1472)}\n8972 ${sent}\n`
	expect(() => read(text, 0, 'datagrams: fork: Cannot allocate memory')).toThrow(/in trouble/)
})

it('a datagram that came back whole from somebody else is not what was asked for', () => {
	const ways: Record<string, unknown> = {}
	const record = {
		observe: () => undefined,
		way: (name: string, failure?: unknown) => void (ways[name] = failure),
	}
	noteDatagrams(record, read(`${whole(1472)}\n${whole(8972).replace('peer', 'other')}\n`), 'peer')
	expect(ways).toMatchObject({
		'udp.1472': undefined,
		'udp.8972': { form: { kind: 'answered', by: 'other' } },
	})
})
