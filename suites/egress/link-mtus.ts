import { GuestCommandError } from '#results/errors'
import { type Vantage, output } from '../vantage/vantage.ts'

/** The MTU of each link of a place's network namespace that is no container's. */
export async function linkMtus(place: Vantage): Promise<Record<string, number>> {
	const text = await output(place, ['ip', '-json', 'link', 'show'])
	try {
		const links = JSON.parse(text) as { ifname: string; mtu: number }[]
		const own = links.filter(({ ifname }) => ifname !== 'lo' && !/^(veth|br-)/.test(ifname))
		return Object.fromEntries(own.map(({ ifname, mtu }) => [ifname, mtu]))
	} catch (cause) {
		throw new GuestCommandError(`ip -json link printed no list of links (${place.name})`, {
			output: text.slice(0, 500),
			cause,
		})
	}
}
