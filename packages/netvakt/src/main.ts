process.stdout.write(`netvakt on ${process.version}\n`);

export {};
