import { GuestCommandError } from '#results/errors'
import { type Vantage, output } from './vantage.ts'

/** What the kernel can have; iptables-legacy finds them out by a file that only the host's root may read. */
const tables = ['filter', 'nat', 'mangle', 'raw', 'security']

const namesAreHidden = /ip6?_tables_names: Permission denied/
const noSuchTable = /Table does not exist|does not exist \(do you need to insmod\?\)/

/**
 * The rules of a place's network namespace as iptables-save prints them, of both families, whichever of its two variants
 * iptables is there.
 * @throws GuestCommandError when they cannot be read.
 */
export async function savedRules(
	place: Vantage,
	args: readonly string[] = [],
): Promise<{ readonly v4: string; readonly v6: string }> {
	const [v4, v6] = await Promise.all(
		['iptables-save', 'ip6tables-save'].map((tool) => savedBy(place, [tool, ...args])),
	)
	return { v4: v4 ?? '', v6: v6 ?? '' }
}

async function savedBy(place: Vantage, argv: readonly string[]): Promise<string> {
	try {
		return await output(place, argv)
	} catch (error) {
		if (!(error instanceof GuestCommandError && namesAreHidden.test(error.output ?? ''))) throw error
	}
	const saved = await Promise.all(
		tables.map((table) =>
			output(place, [...argv, '-t', table]).catch((error: unknown) => {
				if (error instanceof GuestCommandError && noSuchTable.test(error.output ?? '')) return ''
				throw error
			}),
		),
	)
	return saved.join('')
}
