package dev.tierway.evals.page;

/** How pages look: like an instrument. Follows the reader's colour scheme; colours never speak alone. */
final class Style {
    static final String CSS = """
            :root { color-scheme: light dark; --ink: #17202a; --soft: #5b6670; --line: #d8dde2; --ground: #fbfbfa;
              --panel: #fff; --pass: #1b7f4b; --fail: #b3261e; --open: #8a5a00; --accent: #1f5fa8;
              --s0: #2f8f5f; --s1: #7b4bb3; --s2: #c2571a; --s3: #b3261e; --s4: #1f5fa8; --s5: #6b7480; --s6: #a9b1b9; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa5af; --line: #333b43;
              --ground: #14181c; --panel: #1a1f24; --pass: #5fc48f; --fail: #ff8a80; --open: #e5b454; --accent: #7fb2ea;
              --s0: #4fb583; --s1: #b08ae0; --s2: #ea9152; --s3: #ff8a80; --s4: #7fb2ea; --s5: #8c96a0; --s6: #4a545e; } }
            * { box-sizing: border-box; }
            body { font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink);
              background: var(--ground); max-width: 60rem; margin: 0 auto; padding: 1.6rem 1.2rem 4rem;
              font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
            header p, .soft { color: var(--soft); } header > p { margin: 0; font-size: .86rem; }
            h1 { font-size: 1.75rem; line-height: 1.2; margin: .3rem 0 .5rem; letter-spacing: -.01em; }
            h1.pass { color: var(--pass); } h1.fail { color: var(--fail); } h1.inconclusive { color: var(--open); }
            header > p.lead { color: var(--ink); font-size: 1.12rem; line-height: 1.5; margin: 0 0 1.2rem; max-width: 46rem; }
            h2 { font-size: .92rem; font-weight: 650; color: var(--soft);
              margin: 2.2rem 0 .6rem; padding-top: .7rem; border-top: 1px solid var(--line); }
            h3 { font-size: 1rem; margin: 1.3rem 0 .4rem; }
            ul.rules { list-style: none; margin: 0; padding: 0; }
            ul.rules li { display: grid; grid-template-columns: 1.4rem 1fr; padding: .3rem 0; }
            .pass > b:first-child, b.pass { color: var(--pass); } .fail > b:first-child, b.fail { color: var(--fail); }
            .inconclusive > b:first-child, b.inconclusive, b.unscored { color: var(--open); }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-size: .9rem; }
            th { color: var(--soft); font-weight: 500; font-size: .8rem; text-align: left; }
            th, td { padding: .32rem .7rem .32rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
            th:first-child, td:first-child { min-width: 6rem; }
            th.n, td.n { text-align: right; white-space: nowrap; } td.wide { min-width: 9rem; width: 34%; }
            tr:last-child td { border-bottom: 0; }
            svg.interval, svg.bar { display: block; width: 100%; height: 1.15rem; margin: .12rem 0; }
            svg line { vector-effect: non-scaling-stroke; stroke-width: 1; }
            .axis, .grid { stroke: var(--line); } .spread { stroke: var(--accent); stroke-width: 3 !important; }
            .estimate { stroke: var(--accent); stroke-width: 3 !important; }
            .target { stroke: var(--fail); stroke-dasharray: 2 2; stroke-width: 1.5 !important; }
            .s0 { fill: var(--s0); background: var(--s0); } .s1 { fill: var(--s1); background: var(--s1); }
            .s2 { fill: var(--s2); background: var(--s2); } .s3 { fill: var(--s3); background: var(--s3); }
            .s4 { fill: var(--s4); background: var(--s4); } .s5 { fill: var(--s5); background: var(--s5); }
            .s6 { fill: var(--s6); background: var(--s6); }
            .key { font-size: .84rem; color: var(--soft); margin: .3rem 0 .7rem; }
            .key span { white-space: nowrap; margin-right: 1rem; display: inline-block; }
            .key i { display: inline-block; width: .7em; height: .7em; margin-right: .4em; }
            details { border-bottom: 1px solid var(--line); }
            summary { cursor: pointer; padding: .35rem 0; } details[open] > summary { font-weight: 600; }
            details > :not(summary) { margin-left: 1.1rem; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .4rem 0 .8rem 1.1rem;
              font-size: .9rem; } dt { color: var(--soft); } dd { margin: 0; white-space: pre-wrap; min-width: 0; }
            code { font: .88em ui-monospace, SFMono-Regular, Menlo, monospace; }
            @media (max-width: 36rem) { body { padding: 1rem .9rem 3rem; } h1 { font-size: 1.45rem; }
              header > p.lead { font-size: 1.02rem; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } }
            @media print { details > * { display: block; } body { max-width: none; } }
            """;

    private Style() {}
}
