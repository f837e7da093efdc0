import { formText } from '#results'
import { allOf } from '../../check/condition.ts'
import { over } from '../../check/coverage.ts'
import { defineChecks } from '../../check/definition.ts'
import { eachWay, forms } from '../../check/forms.ts'
import { ControlFailed } from '../../check/outcome.ts'
import { unitTells } from '../../conditions/daemon-unit.ts'
import { upgrades } from '../../conditions/upgrade.ts'
import { noteAnswer, type Way } from '../../probes/expect-answer.ts'
import { observeAnswer } from '../../probes/ways.ts'
import { instead } from '../../worlds/changes.ts'
import { afterAll, notStarted, recovery } from '../shared-recovery.ts'
import { askPatiently } from './upgrade.ts'

const containers = '/home/rootless/.local/share/docker-upgraded/containers/*'

/** The cell's own dockerd, which does this first; the earlier one is another program. */
const beforeDockerd = (script: string) => instead('dockerd', `${script}\nexec $REAL "$@"`)

export default defineChecks({
	order: 1002,
	checks: [
		{
			id: 'daemon.upgrade-in-place',
			vantage: ['host', 'container'],
			contract:
				'containers of an earlier Docker run again under this one: their published port, their names, their way out, and their network for a new container are as they were',
			chinese:
				'早期 Docker 的容器在当前版本下重新运行：其已发布端口、名称、出站路径以及供新容器加入的网络均保持不变',
			applies: allOf(upgrades, unitTells),
			coverage: over(['VM → publication', 'container → container', 'container → LAN'], ['tcp']),
			ways: {
				start: forms.down,
				running: ['wrong-value'],
				published: forms.published,
				...eachWay(['name', 'egress'], forms.answer),
				newcomer: forms.published,
			},
			// Three starts of a daemon, and one more to bring it back.
			deadline: 600_000,
			serial: 'it puts another daemon in the place of the cell’s own',
			unproven: true,
			mutations: [
				{
					name: 'a later dockerd does not start on the data of an earlier one',
					cell: 'upgrade',
					changes: [
						beforeDockerd(
							'case "$*" in *docker-upgraded*) echo "failed to start daemon: old data" >&2; exit 1 ;; esac',
						),
					],
					restart: 'after',
					red: { 'daemon.upgrade-in-place': { start: 'daemon-down' } },
					green: ['daemon.stop-leaves-nothing'],
				},
				{
					name: 'containers of an earlier dockerd are not started again',
					cell: 'upgrade',
					changes: [
						beforeDockerd(
							`sed -i 's/"Name":"always"/"Name":"no"/' ${containers}/hostconfig.json 2>/dev/null || true`,
						),
					],
					restart: 'after',
					red: { 'daemon.upgrade-in-place': { running: 'wrong-value' } },
					green: ['daemon.stop-leaves-nothing'],
				},
				{
					name: 'containers of an earlier dockerd lose their names',
					cell: 'upgrade',
					changes: [
						beforeDockerd(`sed -i 's/upgraded-/lost-/g' ${containers}/config.v2.json 2>/dev/null || true`),
					],
					restart: 'after',
					red: { 'daemon.upgrade-in-place': { name: 'unresolved', newcomer: 'unresolved' } },
					green: ['daemon.stop-leaves-nothing'],
				},
				{
					name: 'under a later dockerd nothing comes in to containers or goes out of them',
					cell: 'upgrade',
					changes: [
						beforeDockerd(
							'case "$*" in *docker-upgraded*) iptables -t mangle -I FORWARD -p tcp --dport 7000 -j DROP; iptables -I INPUT -i lo -p tcp --dport 8110 -j REJECT --reject-with tcp-reset ;; esac',
						),
					],
					restart: 'after',
					red: { 'daemon.upgrade-in-place': { published: 'reset', egress: 'timeout' } },
					green: ['daemon.stop-leaves-nothing'],
				},
			],
			run: async (context, record) => {
				await using upgrade = context.containers.own(await recovery.upgraded(context))
				const { from, to, before, status } = upgrade
				record.observe('from', from)
				record.observe('answeredBefore', [...before])
				if (before.length === 0) throw new ControlFailed(`nothing answered under Docker ${from} already`)
				record.way('start', notStarted(upgrade.start, `on the data of Docker ${from}`))
				if (to === undefined || status === undefined) return
				record.observe('to', to)
				if (from === to) throw new ControlFailed(`before and after the upgrade it is Docker ${from}`)
				const words = `a container that Docker ${from} started, with the restart policy "always", is ${status}`
				const form = { kind: 'wrong-value', found: formText(status, 40) } as const
				record.way('running', status === 'running' ? undefined : { form, words })
				const ask = async ([name, way]: readonly [string, Way]) => {
					const answer = await askPatiently(way)
					observeAnswer(record, name, answer)
					noteAnswer(record, name, way, answer)
				}
				// What did not answer before is no matter of the upgrade.
				const asked = Object.entries(upgrade.ways).filter(([name]) => before.includes(name))
				await Promise.all(asked.map(ask))
				if (asked.some(([name]) => name === 'name')) await ask(['newcomer', await upgrade.newcomer()])
			},
		},
	],
	afterAll,
})
