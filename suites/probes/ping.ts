import { GuestCommandError } from '#results/errors'
import { assertSoundMachine } from '../check/trouble/machine-trouble.ts'
import { type RunResult, type Vantage, output } from '../vantage/vantage.ts'

export interface PingResult {
	readonly sent: number
	readonly answered: number
	/** A router, or the machine itself, said that there is no way. */
	readonly unreachable: boolean
	/** The mean; undefined when nothing was answered. */
	readonly roundTripMs: number | undefined
	/** Milliseconds that the program took. */
	readonly ms: number
}

/** How many echoes one call sends. */
export const echoes = 2

/** Two ICMP echoes, with iputils' ping. `seconds`: how long it waits for the last answer; default 4. */
export async function ping(
	place: Vantage,
	address: string,
	{ seconds = 4 }: { readonly seconds?: number | undefined } = {},
): Promise<PingResult> {
	const argv = ['ping', '-n', '-q', '-c', String(echoes), '-i', '0.2', '-W', String(seconds), address]
	return readPing(await place.run(argv, { deadline: (2 * seconds + 30) * 1000 }))
}

/** @throws GuestCommandError when ping printed no statistics: it could not even try. */
export function readPing({ stdout, stderr, code, ms }: RunResult): PingResult {
	assertSoundMachine('ping', stderr)
	const match = /(\d+) packets transmitted, (\d+) received/.exec(stdout)
	const unreachable = /unreachable|No route to host|errors?, \d+% packet loss/i.test(`${stdout}${stderr}`)
	// Without a route it ends before it has sent anything.
	if (!match && unreachable) return { sent: 0, answered: 0, unreachable, roundTripMs: undefined, ms }
	if (!match)
		throw new GuestCommandError(`ping ended with ${code} and without its statistics`, {
			output: `${stdout}${stderr}`.slice(-2000),
		})
	const mean = /= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1]
	return {
		sent: Number(match[1]),
		answered: Number(match[2]),
		unreachable,
		roundTripMs: mean === undefined ? undefined : Number(mean),
		ms,
	}
}

/** How many ICMP echo requests a place's network namespace has received since it is there. */
export async function echoesReceived(place: Vantage): Promise<number> {
	return readEchoes(await output(place, ['cat', '/proc/net/snmp']))
}

/** The kernel's table: a line of names, then one of values. */
export function readEchoes(snmp: string): number {
	const [names, values] = snmp.split('\n').filter((line) => line.startsWith('Icmp: '))
	const at = names?.split(' ').indexOf('InEchos') ?? -1
	const value = Number(values?.split(' ')[at])
	if (at > 0 && Number.isInteger(value)) return value
	throw new GuestCommandError('/proc/net/snmp has no Icmp InEchos', { output: snmp.slice(0, 500) })
}
