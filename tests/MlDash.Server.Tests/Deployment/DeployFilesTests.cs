using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using MlDash.Server.Settings;

namespace MlDash.Server.Tests;

/// <summary>
/// What breaks deployments and can be seen without a cluster: names that do not meet, ports that differ, settings that the server does not know or refuses.
/// </summary>
public sealed partial class DeployFilesTests
{
    private const string Secret = "a-secret-of-our-own-that-is-long-enough-for-production";
    private static readonly IReadOnlyList<Json> _kubernetes = DeployFiles.Kubernetes();
    private static readonly TimeSpan _longestStop = TimeSpan.FromSeconds(30);

    private static Json Workload => _kubernetes.Single(item => item["kind"].Text == "StatefulSet");

    private static Json Pod => Workload["spec"]["template"];

    private static Json Container => Assert.Single(Pod["spec"]["containers"].All);

    private static Json Compose => Assert.Single(DeployFiles.Read("compose.mongo-s3.yaml"));

    [Fact]
    public void Every_selector_meets_the_labels_of_the_servers_pods()
    {
        Json[] selectors =
        [
            Workload["spec"]["selector"]["matchLabels"],
            Pod["spec"]["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"],
            One("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
            .. Of("Service").Select(service => service["spec"]["selector"]),
        ];
        Assert.Equal(5, selectors.Length);
        Assert.All(selectors, selector => Assert.All(selector.Names, name => Assert.Equal(Pod["metadata"]["labels"][name].Text, selector[name].Text)));
        Assert.All(selectors, selector => Assert.NotEmpty(selector.Names));
    }

    [Fact]
    public void What_is_named_is_there()
    {
        Assert.Contains(Of("Service"), service => NameOf(service) == Workload["spec"]["serviceName"].Text && service["spec"]["clusterIP"].Text == "None");
        var target = One("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"];
        Assert.Equal(
            (Workload["apiVersion"].Text, Workload["kind"].Text, NameOf(Workload)), (target["apiVersion"].Text, target["kind"].Text, target["name"].Text));
        foreach (var source in Container["envFrom"].All)
        {
            var kind = source.Has("secretRef") ? "Secret" : "ConfigMap";
            Assert.Equal(NameOf(One(kind)), source[kind == "Secret" ? "secretRef" : "configMapRef"]["name"].Text);
        }
        var listed = Assert.Single(DeployFiles.Read("kubernetes/kustomization.yaml"))["resources"].All.Select(name => name.Text);
        var there = Directory.EnumerateFiles(Path.Combine(DeployFiles.Folder, "kubernetes")).Select(path => Path.GetFileName(path)!);
        // An unfilled secret is never applied with the others.
        Assert.Equal(there.Except(["kustomization.yaml", "secret.yaml", DeployFiles.SecretTemplate]).Order(), listed.Order());
    }

    [Fact]
    public void Services_and_probes_go_to_the_port_that_the_server_listens_on()
    {
        var port = Assert.Single(Container["ports"].All);
        Assert.Equal(Settings().Port, (int)port["containerPort"].Number);
        foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
            Assert.Equal(port["name"].Text, Container[probe][Container[probe].Has("httpGet") ? "httpGet" : "tcpSocket"]["port"].Text);
        Assert.All(Of("Service"), service => Assert.Equal(port["name"].Text, Assert.Single(service["spec"]["ports"].All)["targetPort"].Text));
        Assert.Contains($"PORT={Settings().Port} ", DeployFiles.Text("Dockerfile"), StringComparison.Ordinal);
        Assert.Contains($"EXPOSE {Settings().Port}\n", DeployFiles.Text("Dockerfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_server_starts_with_the_settings_of_the_cluster_and_keeps_nothing_in_a_pod()
    {
        var variables = ClusterVariables();
        Assert.All(variables.Keys, name => Assert.Contains(name, KnownNames()));
        var settings = Settings();
        Assert.Equal("*", settings.Host);
        Assert.NotNull(settings.MongoUri);
        Assert.NotNull(settings.S3);
        // A store that was forgotten stops the start.
        Assert.ThrowsAny<IOException>(() => Directory.CreateDirectory(settings.DataDirectory));
        Assert.Equal("metadata.labels['apps.kubernetes.io/pod-index']",
            Container["env"].All.Single(variable => variable["name"].Text == "WORKER_ID")["valueFrom"]["fieldRef"]["fieldPath"].Text);
    }

    [Fact]
    public void A_secret_that_was_not_filled_stops_the_start()
    {
        var template = One("Secret")["stringData"];
        Assert.All(template.Names, name => Assert.Equal("", template[name].Text));
        var variables = ClusterVariables();
        variables["JWT_SECRET"] = "";
        Assert.Throws<SettingsException>(() => Read(variables));
    }

    [Fact]
    public void A_pod_is_given_longer_to_stop_than_the_server_takes()
    {
        var pause = int.Parse(Container["lifecycle"]["preStop"]["exec"]["command"][1].Text);
        Assert.True(Pod["spec"]["terminationGracePeriodSeconds"].Number > _longestStop.TotalSeconds + pause);
        Assert.All(ComposeServers(), server => Assert.True(int.Parse(server["stop_grace_period"].Text.TrimEnd('s')) > _longestStop.TotalSeconds));
        // It also waits for its stores before it listens.
        Assert.True(
            Container["startupProbe"]["periodSeconds"].Number * Container["startupProbe"]["failureThreshold"].Number > Settings().StorePatience.TotalSeconds);
    }

    [Fact]
    public void Every_place_names_the_image_of_this_version()
    {
        var version = ManifestVersion().Match(File.ReadAllText(Path.Combine(DeployFiles.Folder, "..", "module", "MlDash.psd1"))).Groups[1].Value;
        var image = $"mldash-server:{version}";
        Assert.Equal(image, Container["image"].Text);
        Assert.All(ComposeServers(), server => Assert.Equal(image, server["image"].Text));
        Assert.Contains($"-t {image} ", DeployFiles.Text("Dockerfile"), StringComparison.Ordinal);
        Assert.Contains($"\"{Path.GetFileName(typeof(Program).Assembly.Location)}\"", DeployFiles.Text("Dockerfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void Servers_of_the_compose_file_start_with_its_settings_and_each_has_an_id_of_its_own()
    {
        var servers = ComposeServers();
        var ids = servers.Select(server =>
        {
            var variables = server["environment"].Names.ToDictionary(name => name, name => Variable().Replace(server["environment"][name].Text, Secret));
            Assert.All(variables.Keys, name => Assert.Contains(name, KnownNames()));
            var settings = Read(variables);
            Assert.Equal(("*", true, true), (settings.Host, settings.MongoUri is not null, settings.S3!.ForcePathStyle));
            return settings.WorkerId;
        }).ToArray();
        Assert.Equal([0, 1], ids);
        var single = Assert.Single(DeployFiles.Read("compose.yaml"))["services"]["mldash"];
        Assert.All(single["environment"].Names, name => Assert.Contains(name, KnownNames()));
    }

    [Fact]
    public void Services_of_the_compose_file_wait_for_services_and_volumes_that_are_there()
    {
        var services = Compose["services"];
        foreach (var service in services.Names.Select(name => services[name]))
        {
            if (service.Has("depends_on"))
            {
                var awaited = service["depends_on"];
                Assert.All(
                    awaited.Kind == System.Text.Json.JsonValueKind.Array ? awaited.All.Select(name => name.Text) : awaited.Names,
                    name => Assert.Contains(name, services.Names));
            }
            if (service.Has("volumes"))
            {
                Assert.All(service["volumes"].All.Select(volume => volume.Text.Split(':')[0]), source => Assert.True(
                    source.StartsWith("./", StringComparison.Ordinal)
                        ? File.Exists(Path.Combine(DeployFiles.Folder, source))
                        : Compose["volumes"].Has(source), source));
            }
        }
        var proxied = Upstream().Matches(DeployFiles.Text("nginx.conf")).Select(match => match.Groups[1].Value);
        Assert.Equal(services.Names.Where(name => name.StartsWith("server", StringComparison.Ordinal)).Select(name => $"{name}:{Settings().Port}"), proxied);
        Assert.Contains($"listen {services["proxy"]["ports"][0].Text.Split(':')[1]};", DeployFiles.Text("nginx.conf"), StringComparison.Ordinal);
    }

    private static IEnumerable<Json> Of(string kind) => _kubernetes.Where(item => item["kind"].Text == kind);

    private static Json One(string kind) => Assert.Single(Of(kind));

    private static string NameOf(Json item) => item["metadata"]["name"].Text;

    private static Json[] ComposeServers()
    {
        Json[] servers = [.. Compose["services"].Names.Where(name => name.StartsWith("server", StringComparison.Ordinal))
            .Select(name => Compose["services"][name])];
        Assert.NotEmpty(servers);
        return servers;
    }

    /// <summary>
    /// The variables of a pod, its secret filled in. They are texts: a number or true without quotes would be refused by the cluster, and fails here.
    /// </summary>
    private static Dictionary<string, string> ClusterVariables()
    {
        var (given, secret) = (One("ConfigMap")["data"], One("Secret")["stringData"]);
        var variables = given.Names.ToDictionary(name => name, name => given[name].Text);
        foreach (var name in secret.Names)
            variables.Add(name, name == "MONGODB_URI" ? "mongodb://mongo/mldash" : secret[name].Text + Secret);
        foreach (var variable in Container["env"].All)
            variables.Add(variable["name"].Text, variable.Has("value") ? variable["value"].Text : "7");
        return variables;
    }

    private static ServerSettings Settings() => Read(ClusterVariables());

    private static ServerSettings Read(Dictionary<string, string> variables)
    {
        Assert.Equal("Production", variables["ASPNETCORE_ENVIRONMENT"]);
        return ServerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(variables!).Build(), isDevelopment: false);
    }

    /// <summary>Every name that the server asks for, and the one that the framework does.</summary>
    private static HashSet<string> KnownNames()
    {
        var asked = new AskedNames();
        ServerSettings.Read(asked, isDevelopment: true);
        return [.. asked.Names, "ASPNETCORE_ENVIRONMENT"];
    }

    [GeneratedRegex("ModuleVersion\\s*=\\s*'([0-9.]+)'")]
    private static partial Regex ManifestVersion();

    [GeneratedRegex(@"\$\{[A-Z0-9_]+:\?[^}]*\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\s*server ([a-z0-9-]+:[0-9]+);", RegexOptions.Multiline)]
    private static partial Regex Upstream();

    /// <summary>A configuration that writes down what it is asked for. A bucket, so that the settings of S3 are asked for too.</summary>
    private sealed class AskedNames : IConfiguration
    {
        public HashSet<string> Names { get; } = [];

        public string? this[string key]
        {
            get
            {
                Names.Add(key);
                return key == "S3_BUCKET" ? "bucket" : null;
            }
            set => throw new NotSupportedException();
        }

        public IEnumerable<IConfigurationSection> GetChildren() => [];

        public IChangeToken GetReloadToken() => throw new NotSupportedException();

        public IConfigurationSection GetSection(string key) => throw new NotSupportedException();
    }
}
