// node --import report-cpu.js …: says at the end how much processor time the process took, in all its threads.
process.on('exit', () => {
	const { user, system } = process.cpuUsage()
	process.stderr.write(`\ncpu ${Math.round((user + system) / 1000)} ms\n`)
})
