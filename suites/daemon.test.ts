import { expect } from 'vitest'
import { getContainerRuntimeClient } from 'testcontainers'
import { brNetfilterContract, networkIccContract } from './catalogue/index.ts'
import { lastWords } from './catalogue/skip-reason.ts'
import { check } from './support/check.ts'
import { isRefusal, suiteLabel, uniqueName } from './support/container.ts'
import { journalCursor, journalSince } from './support/daemon/daemon-unit.ts'
import { daemonInfo } from './support/daemon-info.ts'
import { journalLine } from './support/daemon-journal.ts'
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
	const warning = await journalLine(guest, contract.warning, signal)
	if (warning === undefined)
		throw new CheckFailed(`The daemon started, and its journal has no "${contract.warning}"`)
	record.observe('warning', warning)
})

check('daemon.network-icc-option', async ({ facts, guest, signal }, record) => {
	const contract = networkIccContract({ ...facts.cell, stack: facts.stack })
	const { dockerode } = (await getContainerRuntimeClient()).container
	const create = (icc: boolean) =>
		dockerode.createNetwork({
			Name: uniqueName('rm-icc'),
			Driver: 'bridge',
			Options: { 'com.docker.network.bridge.enable_icc': String(icc) },
			Labels: { [suiteLabel]: 'icc' },
		})
	const cursor = await journalCursor(guest, signal)
	const created = await create(false).catch((error: unknown) => {
		if (isRefusal(error)) return error
		throw error
	})
	if (created instanceof Error) {
		record.observe('refusal', created.message)
		if (contract.kind !== 'refuses')
			throw new CheckFailed(`The daemon refused the network: ${created.message}`)
		expect(created.message, "the daemon's refusal").toContain(contract.message)
		// What is refused must be the option, and not every network.
		await (await create(true)).remove()
		return
	}
	await created.remove()
	if (contract.kind !== 'ignores')
		throw new CheckFailed('The daemon created the network, although it was to refuse without br_netfilter')
	expect(await journalSince(guest, cursor, signal), "the daemon's journal since").toContain(contract.warning)
})
