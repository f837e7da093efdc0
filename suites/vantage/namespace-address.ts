import { GuestCommandError } from '#results/errors'
import { namespaceOf } from '#results/model'
import { type Vantage, output } from './vantage.ts'

/**
 * The address of RootlessKit's namespace: its network driver's, or the one that DHCP gave it.
 * @throws GuestCommandError when its link has none.
 */
export async function namespaceAddress(netns: Vantage, axes: { readonly network: string }): Promise<string> {
	const { address, link } = namespaceOf(axes)
	if (address !== undefined) return address
	const text = await output(netns, ['ip', '-oneline', '-4', 'address', 'show', 'dev', link])
	const found = /\binet ([\d.]+)\//.exec(text)?.[1]
	if (found !== undefined) return found
	throw new GuestCommandError(`${link} of RootlessKit's namespace has no IPv4 address`, {
		output: text.slice(0, 500),
		hint: 'DHCP is to give it one: see netns.txt in the evidence, and dnsmasq in the system’s journal.',
	})
}
