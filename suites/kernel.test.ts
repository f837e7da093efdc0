import { HarnessError } from '#results'
import { check } from './support/check.ts'
import { type Vantage, guestProbe, output } from './support/vantage.ts'

const factsFrom = async (place: Vantage): Promise<Record<string, string>> => {
	const lines = (await output(place, [`${guestProbe}/kernel-facts`])).trim().split('\n')
	return Object.fromEntries(
		lines.map((line): [string, string] => [line.split(' ', 1)[0]!, line.replace(/^\S+ ?/, '')]),
	)
}

check('kernel.facts', async ({ facts, host, netns }, record) => {
	const seen = await factsFrom(host)
	record.observe('host', seen)
	// Without a daemon there is no such namespace.
	if (facts.daemon.state === 'active') record.observe('netns', await factsFrom(netns))
	const found = seen['module.br_netfilter'] === 'built-in' ? 'loaded' : seen['module.br_netfilter']
	const { brNetfilter } = facts.cell.axes
	// Never the product's failure: every verdict of this cell would be filed under another configuration.
	if (found !== brNetfilter)
		throw new HarnessError(
			'internal',
			`The cell is to have br_netfilter ${brNetfilter}, and the VM has it ${found}`,
			{
				hint: 'The kernel modules that this VM was given are not those of its cell.',
			},
		)
})
