import { $ } from 'zx'

// npm run check:static: what reads the sources without running them, two at a time. The longest begins first.
const steps = ['lint', 'types', 'format', 'dead']

const failed = []
async function work() {
	for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
		const { exitCode, stdout, stderr } = await $({
			nothrow: true,
			quiet: true,
		})`npm run --silent check:${step}`
		if (exitCode === 0) continue
		failed.push(step)
		console.log(`check:${step} ended with ${exitCode}:\n${stdout}${stderr}`)
	}
}
await Promise.all([work(), work()])
if (failed.length > 0) console.log(`Not as it should be: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0
