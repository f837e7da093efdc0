import { unwrap } from '../check/settled.ts'
import { allOf } from '../check/condition.ts'
import { unitTells } from '../conditions/daemon-unit.ts'
import { over } from '../check/coverage.ts'
import { defineChecks } from '../check/definition.ts'
import { eachWay, forms } from '../check/forms.ts'
import { proxied } from '../conditions/publishing.ts'
import { instead } from '../worlds/changes.ts'
import { afterAll, noteRecords, notStarted, recovery, restarts } from './shared-recovery.ts'
import { lateStart } from './late-start.ts'
import { askUnrouted } from './unrouted.ts'

export default defineChecks({
	order: 1001,
	checks: [
		{
			id: 'daemon.start-time',
			vantage: ['host'],
			contract:
				'the daemon is up within 20 s of `systemctl --user restart docker`, on a slow machine within 200 times a round trip that no product is part of',
			chinese:
				'执行 `systemctl --user restart docker` 后，守护进程在 20 秒内可用；在慢速机器上，不超过与产品无关的一次往返的 200 倍',
			applies: unitTells,
			coverage: [],
			ways: { start: [...forms.down, 'wrong-value'] },
			...restarts,
			onDemand: 'it is new: what other drivers and versions make of it is not known yet',
			unproven: true,
			mutations: [
				{
					name: 'the daemon waits for a minute before it starts',
					cell: 'builtin',
					changes: [
						instead('dockerd', '[ -n "$ROOTLESS_MATRIX_FALSE_BRIDGES" ] || sleep 60\nexec $REAL "$@"'),
					],
					restart: 'after',
					red: { 'daemon.start-time': { start: 'wrong-value' } },
					green: ['daemon.stop-leaves-nothing'],
				},
			],
			run: async (context, record) => {
				const before = await context.host.pace?.()
				const { restart } = await recovery.restarted(context)
				const down = notStarted(restart, 'again')
				if (down !== undefined) return record.way('start', down)
				const roundTrips = [before, await context.host.pace?.()]
				record.observe('startMs', restart.ms)
				record.observe(
					'roundTripsMs',
					roundTrips.map((ms) => (ms === undefined ? 'none' : `${Math.round(ms)}`)).join(', '),
				)
				record.way('start', lateStart(restart.ms, roundTrips))
			},
		},
		{
			id: 'dns.linked-resolv-conf',
			vantage: ['container', 'netns'],
			contract: 'names resolve although the VM’s resolv.conf was a link out of /etc when the daemon started',
			chinese: '守护进程启动时虚拟机的 resolv.conf 是指向 /etc 之外的链接，名称仍可解析',
			applies: unitTells,
			coverage: over(['container → resolver', 'netns → resolver'], ['udp']),
			ways: { start: forms.down, ...eachWay(['container', 'netns'], forms.records) },
			...restarts,
			onDemand: 'it restarts the daemon once more',
			mutations: [
				{
					name: 'where resolv.conf was a link the namespace has another server',
					cell: 'builtin',
					changes: [
						instead(
							'dockerd',
							'for there in /etc/.ro*/resolv.conf; do [ ! -L "$there" ] || echo nameserver 10.0.2.9 >/etc/resolv.conf; done\nexec $REAL "$@"',
						),
					],
					restart: 'after',
					red: { 'dns.linked-resolv-conf': { container: 'timeout', netns: 'timeout' } },
					green: ['dns.stub-resolver'],
				},
			],
			run: async (context, record) => {
				const { start, found } = await recovery.linked(context)
				record.way('start', notStarted(start, 'with a resolv.conf that is a link'))
				if (found === undefined) return
				noteRecords(record, unwrap(found))
			},
		},
		{
			id: 'daemon.no-default-route',
			vantage: ['host', 'peer'],
			contract:
				'on a VM without a default route the daemon starts, and a published port answers on 127.0.0.1 and on the LAN',
			chinese: '在没有默认路由的虚拟机上守护进程可启动，已发布端口可经 127.0.0.1 和 LAN 访问',
			applies: allOf(proxied, unitTells),
			coverage: over(['VM → publication', 'LAN → publication'], ['tcp']),
			ways: { start: forms.down, ...eachWay(['host', 'peer'], forms.published) },
			...restarts,
			onDemand: 'it restarts the daemon once more, and takes the VM’s default route away meanwhile',
			mutations: [
				{
					name: 'RootlessKit does not start without a default route',
					cell: 'builtin',
					changes: [
						instead(
							'rootlesskit',
							'[ -n "$(ip -4 route show default)" ] || { echo "no default route" >&2; exit 1; }\nexec $REAL "$@"',
						),
					],
					restart: 'after',
					red: { 'daemon.no-default-route': { start: 'daemon-down' } },
					green: ['daemon.stop-leaves-nothing'],
				},
			],
			run: async (context, record) => {
				const { start, found } = await recovery.unrouted(context, () => askUnrouted(context))
				record.way('start', notStarted(start, 'without a default route'))
				if (found === undefined) return
				for (const [name, failure] of Object.entries(unwrap(found))) record.way(name, failure)
			},
		},
	],
	afterAll,
})
