import { formText } from '#results'
import { whyFailed } from './daemon-unit.ts'
import { enteredAnew, nfCallSysctl } from './recovery.ts'
import { afterAll, noteRecords, notStarted, recovery, restarts } from './shared-recovery.ts'
import { kinds, mustGo, unseen } from './remains.ts'
import { createImpaired, removeImpaired, impairedNetwork } from './impaired-network.ts'
import { ControlFailed } from '../check/outcome.ts'
import { settles } from '../probes/ways.ts'
import { unwrap } from '../check/settled.ts'
import { daemonDown } from '../probes/wrong-with.ts'
import { hasDefaultBridge } from '../conditions/default-bridge.ts'
import { nfCallNeeded } from '../conditions/nf-call.ts'
import { defineChecks } from '../check/definition.ts'
import { allOf, always } from '../check/condition.ts'
import { unitTells } from '../conditions/daemon-unit.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

export default defineChecks({
	order: 1000,
	checks: [
		{
			id: 'daemon.stop-leaves-nothing',
			vantage: ['host'],
			contract:
				'after `systemctl --user stop docker` no process, listener, namespace, cgroup, mount or state of the daemon is left',
			chinese:
				'执行 `systemctl --user stop docker` 后，不遗留守护进程的任何进程、监听端口、命名空间、cgroup、挂载或状态',
			applies: always,
			coverage: [],
			ways: eachWay(['process', 'listener', 'namespace', 'cgroup', 'mount', 'state'], ['left-behind']),
			...restarts,
			run: async (context, record) => {
				const { before, after, ms } = await recovery.stopped(context)
				const missed = unseen(before)
				if (missed.length > 0)
					throw new ControlFailed(`of a daemon that runs, the guest does not show: ${missed.join(', ')}`)
				record.observe('stopMs', ms)
				record.observe('listenersBefore', before.filter(({ kind }) => kind === 'listener').length)
				record.observe('processesBefore', before.filter(({ kind }) => kind === 'process').length)
				record.observe(
					'socketsLeft',
					after.filter(({ kind }) => kind === 'socket').map(({ what }) => what),
				)
				for (const kind of kinds) {
					if (!mustGo({ kind })) continue
					const what = after.filter((one) => one.kind === kind).map((one) => formText(one.what))
					const words = `the stopped daemon left behind: ${what.join('; ')}`
					record.way(kind, what.length > 0 ? { form: { kind: 'left-behind', what }, words } : undefined)
				}
			},
		},
		{
			id: 'daemon.bridge-init-recovers',
			vantage: ['host'],
			contract:
				'when the default bridge failed to initialise once, the daemon starts again on the same data with the cause gone',
			chinese: '默认网桥曾初始化失败后，原因消除，守护进程可在同一数据上再次启动',
			applies: allOf(hasDefaultBridge, unitTells),
			coverage: [],
			ways: { start: forms.down },
			...restarts,
			run: async (context, record) => {
				const broken = await recovery.broken(context)
				if (broken.state === 'active' || !broken.journal.includes('interface docker0 is not a bridge'))
					throw new ControlFailed(
						`the daemon was to fail on its default bridge: ${broken.state}, ${whyFailed(broken)}`,
					)
				const { first, running } = await recovery.recovered(context)
				record.observe('startMs', first.ms)
				if (first.state === 'active') return record.way('start')
				const why = whyFailed(first)
				// The data make the difference, or it is not what this check is about.
				if (running.state === 'failed')
					throw new ControlFailed(`the daemon does not start on data from before either: ${why}`)
				const words = `with the cause gone the daemon does not start on the same data: ${why}`
				record.way('start', { form: daemonDown(why), words })
			},
		},
		{
			id: 'bridge.nf-call-reset',
			vantage: ['netns'],
			contract: 'bridge-nf-call-iptables=0 from before the start is set to 1 by the daemon',
			chinese: '启动前 bridge-nf-call-iptables=0 时，守护进程将其设为 1',
			applies: allOf(nfCallNeeded, unitTells),
			coverage: [],
			ways: { [nfCallSysctl]: ['wrong-value'] },
			...restarts,
			run: async (context, record) => {
				const { running, nfCall } = await recovery.recovered(context)
				if (nfCall === undefined || !running.journal.includes(`prepared: ${nfCallSysctl} = 0`))
					throw new ControlFailed(`${nfCallSysctl} was not 0 before dockerd ran: ${whyFailed(running)}`)
				record.observe(nfCallSysctl, nfCall)
				const words = `${nfCallSysctl} in RootlessKit's namespace: expected 1, found: ${nfCall}`
				record.way(
					nfCallSysctl,
					nfCall === '1' ? undefined : { form: { kind: 'wrong-value', found: formText(nfCall, 40) }, words },
				)
			},
		},
		{
			id: 'dns.stub-resolver',
			vantage: ['container', 'netns'],
			contract:
				'names resolve although the VM’s resolv.conf named only a stub on 127.0.0.53 when the daemon started',
			chinese: '守护进程启动时虚拟机的 resolv.conf 只有 127.0.0.53 上的存根解析器，名称仍可解析',
			applies: unitTells,
			coverage: over(['container → resolver', 'netns → resolver'], ['udp']),
			ways: eachWay(['container', 'netns'], forms.records),
			...restarts,
			run: async (context, record) => {
				const { running, stub } = await recovery.recovered(context)
				if (stub === undefined) throw new ControlFailed(`the daemon does not run: ${whyFailed(running)}`)
				noteRecords(record, unwrap(stub))
			},
		},
		{
			id: 'daemon.user-network-recovers',
			vantage: ['host'],
			contract:
				'when a user-defined network failed to initialise once, it can be removed, and created again with the cause gone',
			chinese: '用户自定义网络曾初始化失败后，可将其移除；原因消除后可再次创建',
			applies: unitTells,
			coverage: [],
			ways: {
				create: forms.refused,
				start: forms.down,
				remove: forms.refused,
				restart: forms.down,
				'create-again': forms.refused,
			},
			...restarts,
			run: async (context, record) => {
				const created = unwrap((await recovery.stopped(context)).created)
				record.way('create', created)
				if (created !== undefined) return
				const { running } = await recovery.recovered(context)
				if (!running.journal.includes(`interface ${impairedNetwork} is not a bridge`))
					throw new ControlFailed(`the network was to fail when the daemon started: ${whyFailed(running)}`)
				record.way('start', notStarted(running, 'without that network'))
				if (running.state === 'failed') return
				const { removed, restart } = await recovery.restarted(context)
				record.way('remove', unwrap(removed))
				record.way('restart', notStarted(restart, 'with the cause gone'))
				if (restart.state === 'failed') return
				const again = await createImpaired()
				record.way('create-again', again ?? (await removeImpaired()))
			},
		},
		{
			id: 'daemon.restart-keeps-publish',
			vantage: ['host'],
			contract:
				'the published port of a container with the restart policy `always` answers after `systemctl --user restart docker`',
			chinese: '重启策略为 `always` 的容器，其已发布端口在执行 `systemctl --user restart docker` 后仍应答',
			applies: unitTells,
			coverage: over(['VM → publication'], ['tcp']),
			ways: { before: forms.published, restart: forms.down, after: forms.answer },
			...restarts,
			run: async (context, record) => {
				const { keeper, answered } = await recovery.stopped(context)
				const { restart } = await recovery.restarted(context)
				await using published = context.containers.own(keeper)
				record.way('before', unwrap(answered).failure)
				record.way('restart', notStarted(restart, 'again'))
				if (restart.state === 'failed') return
				record.observe('restartMs', restart.ms)
				const settle = settles(context, { startedAt: performance.now() })
				const { answer, failure } = await published.asked({
					host: context.host,
					netns: enteredAnew(context).netns,
					settle,
				})
				record.way('after', failure)
				if (answer.kind !== 'answered') return
				record.observe('source', answer.peer)
				record.observe('answerMs', answer.ms)
			},
		},
	],
	afterAll,
})
