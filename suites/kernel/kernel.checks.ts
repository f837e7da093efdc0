import { guestProbe } from '#vm/guest/commands'
import { InternalError } from '#results/errors'
import { kernelModules, parseKernelConfig } from '#results/report/kernel'
import { wrongRelease } from './kernel-release.ts'
import { type Vantage, output } from '../vantage/vantage.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'

export default defineChecks({
	order: 20,
	checks: [
		{
			id: 'kernel.facts',
			vantage: ['host', 'netns'],
			contract: 'records what explains verdicts: modules, bridge sysctls, iptables, kernel options',
			chinese: '记录可解释结论的事实：模块、网桥 sysctl、iptables、内核选项',
			applies: always,
			withoutDaemon: true,
			coverage: [],
			ways: {},
			neverRed: 'It records facts: what is wrong there is an error of the harness, never a failure.',
			run: async ({ facts, host, netns }, record) => {
				const seen = await factsFrom(host, kernelModules)
				record.observe('host', seen)
				const config = await output(host, [`${guestProbe}/kernel-config`])
				// Not every package brings one: then the modules have to do.
				if (config !== '') {
					record.observe('optionsFrom', config.split('\n', 1)[0]!)
					record.observe('options', parseKernelConfig(config))
				}
				// Without a daemon there is no such namespace; modules are the whole VM's.
				if (facts.daemon.state === 'active') record.observe('netns', await factsFrom(netns))
				const found = seen['module.br_netfilter'] === 'built-in' ? 'loaded' : seen['module.br_netfilter']
				const { brNetfilter, kernel } = facts.cell.axes
				const release = seen.release ?? ''
				// Never the product's failure: every verdict of this cell would be filed under another configuration.
				const wrong = wrongRelease({ kernel, asked: facts.asked.kernel, given: facts.kernelRelease }, release)
				if (wrong !== undefined)
					throw new InternalError(wrong, {
						hint: 'The kernel’s packages are not what their names say, or its unpacked tree in the cache is another.',
					})
				if (found !== brNetfilter)
					throw new InternalError(
						`The cell is to have br_netfilter ${brNetfilter}, and the VM has it ${found}`,
						{
							hint: 'The kernel modules that this VM was given are not those of its cell.',
						},
					)
			},
		},
	],
})

const factsFrom = async (
	place: Vantage,
	modules: readonly string[] = [],
): Promise<Record<string, string>> => {
	const lines = (await output(place, [`${guestProbe}/kernel-facts`, ...modules])).trim().split('\n')
	return Object.fromEntries(
		lines.map((line): [string, string] => [line.split(' ', 1)[0]!, line.replace(/^\S+ ?/, '')]),
	)
}
