import { GuestCommandError } from '#results/errors'
import { type RunResult, type Vantage, output } from './vantage.ts'

export interface PingResult {
	readonly sent: number
	readonly answered: number
	/** The mean; undefined when nothing was answered. */
	readonly roundTripMs: number | undefined
}

const count = 2

/** Two ICMP echoes, with iputils' ping. */
export async function ping(place: Vantage, address: string): Promise<PingResult> {
	const argv = ['ping', '-n', '-q', '-c', String(count), '-i', '0.2', '-W', '4', address]
	return readPing(await place.run(argv, { deadline: 40_000 }))
}

/** @throws GuestCommandError when ping printed no statistics: it could not even try. */
export function readPing({
	stdout,
	stderr,
	code,
}: Pick<RunResult, 'stdout' | 'stderr' | 'code'>): PingResult {
	const match = /(\d+) packets transmitted, (\d+) received/.exec(stdout)
	if (!match)
		throw new GuestCommandError(`ping ended with ${code} and without its statistics`, {
			output: `${stdout}${stderr}`.slice(-2000),
		})
	const mean = /= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1]
	return {
		sent: Number(match[1]),
		answered: Number(match[2]),
		roundTripMs: mean === undefined ? undefined : Number(mean),
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
