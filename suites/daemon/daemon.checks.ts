import { dockerApi } from '../fixtures/docker.ts'
import { formText } from '#results'
import { InternalError } from '#results/errors'
import { daemonUnitName, guestCommands } from '#vm/guest/commands'
import { type BrNetfilterContract, brNetfilterContract } from '../conditions/br-netfilter.ts'
import { networkIccContract } from '../conditions/network-icc.ts'
import { viewOf } from '../check/cell-facts.ts'
import { lastWords } from '../check/last-words.ts'
import { isRefusal, suiteLabel, uniqueName } from '../fixtures/container.ts'
import { journalCursor } from '../recovery/daemon-unit.ts'
import { daemonInfo } from './daemon-info.ts'
import { journalLine } from './daemon-journal.ts'
import { daemonDown, daemonRefused } from '../probes/wrong-with.ts'
import { defineChecks } from '../check/definition.ts'
import { condition } from '../check/condition.ts'
import { forms } from '../check/forms.ts'

import type { CellView } from '../check/condition.ts'
const noNeed: Record<BrNetfilterContract['kind'], string> = {
	'not-needed': 'nothing in this configuration needs br_netfilter',
	available: 'br_netfilter is loaded',
	refuses: 'this configuration is to refuse: see daemon.br-netfilter-error',
	ignores: 'this configuration is to start without br_netfilter: see daemon.br-netfilter-ignored',
}

const onlyWhen =
	(kind: BrNetfilterContract['kind']) =>
	(cell: CellView): true | string => {
		const contract = brNetfilterContract(cell)
		return contract.kind === kind || noNeed[contract.kind]
	}

export default defineChecks({
	order: 10,
	checks: [
		{
			id: 'daemon.starts',
			vantage: ['host'],
			contract:
				'the systemd user unit is active and `docker info` answers with `rootless` in its security options (and with the version that the cell is to run, else the cell is an error)',
			chinese:
				'systemd 用户单元处于 active 状态，`docker info` 的安全选项中有 `rootless`（且版本与该配置所要运行的一致，否则该配置为出错）',
			applies: condition(
				'the daemon is not to refuse: see daemon.br-netfilter-error',
				(cell) => brNetfilterContract(cell).kind !== 'refuses' || noNeed.refuses,
			),
			withoutDaemon: true,
			coverage: [],
			ways: { unit: forms.down, api: [...forms.down, 'wrong-answer'], rootless: ['missing'] },
			run: async ({ facts, host }, record) => {
				const unit = (await host.run(guestCommands.daemonUnit('is-active'))).stdout.trim()
				record.observe('unit', unit)
				const why = lastWords(facts.daemon)
				const words = `the user unit ${daemonUnitName} is ${unit}: ${why}`
				record.way('unit', unit === 'active' ? undefined : { form: daemonDown(why), words })
				// Who does not run answers nobody.
				if (unit !== 'active') return
				const info = await daemonInfo(host)
				record.way('api', 'form' in info ? info : undefined)
				if ('form' in info) return
				record.observe('info', info)
				const { dockerd } = facts.stack
				// Never the product's failure: every verdict of this cell would be filed under another version.
				if (dockerd !== undefined && info.serverVersion !== dockerd)
					throw new InternalError(
						`The cell is to run dockerd ${dockerd}, and the daemon that answers is ${info.serverVersion}`,
						{ hint: 'The restored guest, or the artifact in the cache, is another than its name says.' },
					)
				const what = 'name=rootless'
				record.way(
					'rootless',
					info.securityOptions.includes(what)
						? undefined
						: {
								form: { kind: 'missing', what },
								words: `security options of \`docker info\`: expected ${what}, found: ${info.securityOptions.join(' ')}`,
							},
				)
			},
		},
		{
			id: 'daemon.br-netfilter-error',
			vantage: ['host'],
			contract: 'without the bridge sysctl the daemon refuses to start and says exactly why',
			chinese: '没有网桥 sysctl 时，守护进程拒绝启动，并准确说明原因',
			applies: condition(
				'br_netfilter is not loaded, and icc=false or (from Docker 27.4 on) userland-proxy=false needs it',
				onlyWhen('refuses'),
			),
			withoutDaemon: true,
			coverage: [],
			ways: {
				// `daemon-refused`: in other words than promised.
				daemon: forms.refusal,
			},
			run: async ({ facts }, record) => {
				const contract = brNetfilterContract(viewOf(facts))
				if (contract.kind !== 'refuses')
					throw new TypeError('the catalogue let a cell in that is not to refuse')
				if (facts.daemon.state === 'active')
					return record.way('daemon', {
						form: { kind: 'daemon-accepted' },
						words: 'the daemon started, although it was to refuse without br_netfilter',
					})
				const words = lastWords(facts.daemon)
				record.observe('journal', words)
				record.way(
					'daemon',
					facts.daemon.journal.includes(contract.message)
						? undefined
						: { form: daemonRefused(words), words: `expected "${contract.message}", found: ${words}` },
				)
			},
		},
		{
			id: 'daemon.br-netfilter-ignored',
			vantage: ['host'],
			contract:
				'with DOCKER_IGNORE_BR_NETFILTER_ERROR=1 the daemon starts without the bridge sysctl and logs a warning',
			chinese: '设置 DOCKER_IGNORE_BR_NETFILTER_ERROR=1 后，守护进程在没有网桥 sysctl 时仍能启动，并记录警告',
			applies: condition('as above, from Docker 27.5.1 on, with the variable', onlyWhen('ignores')),
			withoutDaemon: true,
			coverage: [],
			ways: { daemon: forms.down, warning: ['missing'] },
			run: async ({ facts, guest, signal }, record) => {
				const contract = brNetfilterContract(viewOf(facts))
				if (contract.kind !== 'ignores')
					throw new TypeError('the catalogue let a cell in that is not to ignore')
				if (facts.daemon.state !== 'active') {
					const words = lastWords(facts.daemon)
					return record.way('daemon', {
						form: daemonDown(words),
						words: `the daemon did not start: ${words}`,
					})
				}
				record.way('daemon')
				const warning = await journalLine(guest, contract.warning, { signal })
				if (warning !== undefined) record.observe('warning', warning)
				record.way('warning', warning === undefined ? noWarning(contract.warning) : undefined)
			},
		},
		{
			id: 'daemon.network-icc-option',
			vantage: ['host'],
			contract:
				'without the bridge sysctl a network with enable_icc=false is refused, or with DOCKER_IGNORE_BR_NETFILTER_ERROR=1 created with a warning in the log',
			chinese:
				'没有网桥 sysctl 时，enable_icc=false 的网络被拒绝创建；设置 DOCKER_IGNORE_BR_NETFILTER_ERROR=1 后则创建成功并在日志中警告',
			applies: condition(
				'br_netfilter is not loaded',
				(cell) => networkIccContract(cell).kind !== 'available' || noNeed.available,
			),
			coverage: [],
			ways: { network: forms.refusal, warning: ['missing'], 'other-network': forms.refused },
			run: async ({ facts, guest, signal }, record) => {
				const contract = networkIccContract(viewOf(facts))
				const dockerode = await dockerApi()
				const create = (icc: boolean) =>
					dockerode
						.createNetwork({
							Name: uniqueName('rm-icc'),
							Driver: 'bridge',
							Options: { 'com.docker.network.bridge.enable_icc': String(icc) },
							Labels: { [suiteLabel]: 'icc' },
						})
						.catch((error: unknown) => {
							if (isRefusal(error)) return error
							throw error
						})
				const cursor = await journalCursor(guest, signal)
				const created = await create(false)
				if (created instanceof Error) {
					const { message } = created
					record.observe('refusal', message)
					const right = contract.kind === 'refuses' && message.includes(contract.message)
					const expected = contract.kind === 'refuses' ? `"${contract.message}"` : 'a network'
					const words = `the daemon's answer: expected ${expected}, found: ${message}`
					record.way('network', right ? undefined : { form: daemonRefused(message), words })
					// What is refused must be the option, and not every network.
					const other = await create(true)
					if (!(other instanceof Error)) await other.remove()
					record.way(
						'other-network',
						other instanceof Error
							? {
									form: daemonRefused(other.message),
									words: `the daemon refused any network: ${other.message}`,
								}
							: undefined,
					)
					return
				}
				await created.remove()
				if (contract.kind !== 'ignores')
					return record.way('network', {
						form: { kind: 'daemon-accepted' },
						words: 'the daemon created the network, although it was to refuse without br_netfilter',
					})
				record.way('network')
				const warning = await journalLine(guest, contract.warning, { signal, cursor })
				record.way('warning', warning === undefined ? noWarning(contract.warning) : undefined)
			},
		},
	],
})

const noWarning = (what: string) =>
	({
		form: { kind: 'missing', what: formText(what) },
		words: `the daemon's journal has no "${what}"`,
	}) as const
