import { expect } from 'vitest'
import { brNetfilterContract } from './catalogue/index.ts'
import { lastWords } from './catalogue/skip-reason.ts'
import { check } from './support/check.ts'
import { daemonInfo } from './support/daemon-info.ts'
import { daemonJournal } from './support/daemon-journal.ts'
import { CheckFailed } from './support/outcome.ts'

check('daemon.starts', async ({ facts, host }, record) => {
	const unit = (await host.run(['systemctl', '--user', 'is-active', 'docker.service'])).stdout.trim()
	record.observe('unit', unit)
	if (unit !== 'active')
		throw new CheckFailed(`The user unit docker.service is ${unit}: ${lastWords(facts.daemon)}`)
	const info = await daemonInfo(host)
	record.observe('info', info)
	expect(info.securityOptions, 'security options of `docker info`').toContain('name=rootless')
})

check('daemon.br-netfilter-error', async ({ facts }, record) => {
	const contract = brNetfilterContract({ ...facts.cell, stack: facts.stack })
	if (contract.kind !== 'refuses') throw new TypeError('the catalogue let a cell in that is not to refuse')
	if (facts.daemon.state === 'active')
		throw new CheckFailed('The daemon started, although it was to refuse without br_netfilter')
	record.observe('journal', lastWords(facts.daemon))
	expect(facts.daemon.journal, "the daemon's journal").toContain(contract.message)
})

check('daemon.br-netfilter-ignored', async ({ facts, guest, signal }, record) => {
	const contract = brNetfilterContract({ ...facts.cell, stack: facts.stack })
	if (contract.kind !== 'ignores') throw new TypeError('the catalogue let a cell in that is not to ignore')
	if (facts.daemon.state !== 'active')
		throw new CheckFailed(`The daemon did not start: ${lastWords(facts.daemon)}`)
	const journal = await daemonJournal(guest, signal)
	const warning = journal.split('\n').find((line) => line.includes(contract.warning))
	if (warning === undefined)
		throw new CheckFailed(`The daemon started, and its journal has no "${contract.warning}"`)
	record.observe('warning', warning)
})
